# A coroutine that is deprecated: compilers warn of each use, where it is, and once.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir lib
printf '#include <cogen.h>\n__attribute__((deprecated)) async(int) other(int n);\n__attribute__((deprecated)) generator(int) others(int n);\n' >lib/other.h
cat >lib/other.co.c <<'C'
#include "other.h"
async(int) other(int n) { await co_sleep(0); return n; }
generator(int) others(int n) { yield n; }
C
cat >uses.co.c <<'C'
#include "other.h"
#ifdef FRAMES
#include "other.frames.h"
#endif
__attribute__((deprecated("use new_one"))) static async(int) old(int n) {
	await co_sleep(0);
	return n;
}
__attribute__((deprecated)) static generator(int) steps(int n) { yield n; }
__attribute__((deprecated)) static generator(int) held(int n) {
	co_defer { n++; }
	yield n;
}
__attribute__((deprecated)) static async_generator(int) waits(int n) {
	await co_sleep(0);
	yield n;
}
generator(int) delegates(void);
generator(int) delegates(void) {
	yield_from steps(3); /* 1 */
}
static async(int) user(void) {
	int sum = await old(1);                    /* 1 */
	sum += await other(1);                     /* 1 */
	co_for (int, x, steps(2)) sum += x;        /* 1 */
	co_for (int, x, held(2)) sum += x;         /* 1 */
	co_for (int, x, others(2)) sum += x;       /* 1 */
	co_for_await (int, y, waits(2)) sum += y;  /* 1 */
	co_task *t = co_spawn(old(3));             /* 1 */
	await co_gather(t, old(4), other(5));      /* 2 */
	await co_gather(old(4), old(5));           /* 2 */
	await co_wait_future(co_wait(CO_FIRST_COMPLETED, old(4))); /* 1 */
	co_gen *g = co_new(steps(3));              /* 1 */
	co_free(g);
	co_go(old(3));                             /* 1 */
	sum += await co_wait_for(1, old(3));       /* 1 */
	sum += await co_shield(old(3)) + await old(await old(1)); /* 3 */
	await co_gather();
	return sum;
}
int main(void) {
	int result;
	co_error *error;
	co_run(int, user());
	result = co_run(int, old(1));              /* 1 */
	co_try_run(old(3), &result, &error);       /* 1 */
	if (result)
		co_for (int, x, steps(2)) result = x;  /* 1 */
	co_for (int, x, held(2)) result = x;       /* 1 */
	co_for (int, x, others(2)) result = x;     /* 1 */
	async(int) (*pointer)(int) = old;          /* 1 */
	(void)pointer;
	return 0;
}
C
awk 'match($0, /\/\* [0-9] \*\//) { for (i = 0; i < substr($0, RSTART + 3, 1); i++) print FNR }' uses.co.c >wanted
for frames in '' -DFRAMES; do
	expect 0 -Ilib lib/other.co.c -o other.c --emit-header lib/other.frames.h
	# shellcheck disable=SC2086 # none, or one
	expect 0 -Ilib $frames uses.co.c -o uses.c
	# shellcheck disable=SC2086
	"$CC" "@$RSP/compile.rsp" -Wno-error -Wno-shadow -Ilib $frames -c uses.c 2>said || fail "it does not compile"
	# of a macro's declaration gcc tells the place in the header first
	awk -F: '/warning:.*deprecated/ { count++; if ($1 == "uses.co.c") print $2; else inside = 1 }
		/in expansion of macro|expanded from macro/ && inside && $1 == "uses.co.c" { print $2; inside = 0 }' said | sort -n >told
	cmp -s wanted told || { diff wanted told; cat said; fail "not one warning at each use '$frames'"; }
	[ "$(grep -c 'warning:' said)" = "$(wc -l <wanted)" ] || { cat said; fail "other warnings"; }
	"$CC" "@$RSP/compile.rsp" -Wno-deprecated-declarations -Ilib $frames uses.c other.c "@$RSP/link.rsp" -o uses || fail "it does not link"
	./uses || fail "it does not run"
done
exit 0
