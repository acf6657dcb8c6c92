# co_sleep and co_checkpoint take nothing in the frame of whoever awaits them, and are seen all the same: in a list of tasks, when they
# are cancelled, and with -fno-waits, which gives them frames of their own.
. "$ROOT/tests/run/cli-lib.sh"
cat >nap.co.c <<'C'
#include <cogen.h>
#include <stdio.h>
static async(int) nap(int x) {
	await co_sleep(1000);
	return x;
}
static async(void) turns(int n) {
	while (n--) await co_checkpoint();
}
static async(int) below(int x) { return 1 + await nap(x); }
static async(void) zero(void) { await co_sleep(0); }
static async(int) run(void) {
	co_task *sleeper = co_spawn(below(1)), *other = co_spawn(turns(3));
	await co_checkpoint();
	co_go(zero());
	await co_checkpoint();
	co_dump_tasks(co_loop_current(), stdout);
	await other;
	co_cancel(sleeper);
	co_try {
		await sleeper;
	} co_catch_all (e) {
		co_error_print(e, stdout);
	}
	co_try {
		await co_sleep(0.0 / 0.0);
	} co_catch (e) {
		puts(e->message);
	}
	return 0;
}
int main(void) { return co_run(int, run()); }
C

show() {
	"$COGEN" "$@" nap.co.c -o nap.c 2>err && "$CC" "@$RSP/compile.rsp" nap.c "@$RSP/link.rsp" -o nap 2>err && ./nap >out 2>&1
}
same() {
	cat >expected <<'END'
Task-1 'run', running
Task-2 'below', waiting
    co_sleep
    nap at nap.co.c:4
    below at nap.co.c:10
Task-3 'turns', ready
    co_checkpoint
    turns at nap.co.c:8
Task-4 'zero', ready
    co_sleep
    zero at nap.co.c:11
Traceback (innermost last):
  nap.co.c:21: in run
  nap.co.c:10: in below
  nap.co.c:4: in nap
error -5001 (cancelled): cancelled
co_sleep: not a number
END
	diff expected out || fail "output"
}
show || fail "it does not build, or run"
same
"$COGEN" --explain -f nap nap.co.c >out 2>err || fail "--explain"
grep -q '^  total .* children 0' out && ! grep -q frame out || fail "a frame for a wait"
"$COGEN" --explain -f nap -fno-waits nap.co.c >out 2>err || fail "--explain -fno-waits"
grep -q 'sleep, a frame' out || fail "no frame for a wait with -fno-waits"
show -fno-waits || fail "it does not build, or run, with -fno-waits"
same
exit 0
