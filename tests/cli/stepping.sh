# A debugger's `next` goes from line to line of the annotated file, over an await, into a coroutine and out of one, also where the
# output has a name of its own; nothing of what cogen adds has a line that is in no file. Where gdb is there, and may run programs.
set -u
. "$ROOT/tests/run/cli-lib.sh"

cat >in.co.c <<'END'
#include <cogen.h>
#include <stdio.h>

static async(int) wait(int x) {
	if (x & 1) await co_sleep(0);
	return x + 1;
}

static async(int) sum(int n) {
	int all = 0;
	for (int i = 0; i < n; i++) {
		int v = await wait(i);
		all += v;
		co_try {
			await wait(2 * i);
		} co_finally {
			all++;
		}
	}
	puts("summed");
	return all;
}

int main(void) {
	int all = co_run(int, sum(3));
	printf("%d\n", all);
	return all != 9;
}
END
expect 0 in.co.c -o g.c
"${CC:-cc}" -g -O0 "@$RSP/compile.rsp" g.c "@$RSP/link.rsp" -o program || fail "it does not compile"
[ "$(./program)" = "summed
9" ] || fail "the program is wrong"

# The files that it is told of are these two, and so there.
"${CC:-cc}" -E "@$RSP/compile.rsp" g.c | sed -n 's/^# [0-9]* "\([^"/]*\)".*/\1/p' | grep -v '^<' | sort -u >files
printf '%s\n' g.c in.co.c | cmp -s - files || { cat files; fail "#line names other files"; }
printf '#include "g.c"\n' >whole.c # what is read from another file has no name that it could know
"${CC:-cc}" "@$RSP/compile.rsp" whole.c "@$RSP/link.rsp" -o whole && ./whole >/dev/null || fail "it cannot be included"

command -v gdb >/dev/null || exit 0
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}" DEBUGINFOD_URLS=

# steps LINE COMMAND…: the lines of in.co.c at which these end, and whatever of another file they end at. Compilers differ in whether
# there is a step at a brace, 16, 18 and 19.
steps() {
	echo "break in.co.c:$1" >commands
	echo run >>commands
	shift
	for command; do echo "$command"; done >>commands
	echo kill >>commands
	timeout 120 gdb -nx -q -batch -x commands ./program >out 2>err </dev/null
	! grep -q -i 'ptrace\|cannot run\|not permitted' err out || exit 0
	sed -n 's/^\([0-9][0-9]*\)\t.*/\1/p; s/^[^#].* at .*\/\([^ /]*:[0-9]*\)$/\1/p; s/^[^#].* at \([^ /]*:[0-9]*\)$/\1/p' out |
		sed 's/^in\.co\.c://' | uniq | grep -v '^1[689]$' | tr '\n' ' '
}

check() { # WHAT LINES FIRST
	case $2 in
	"$3"*) ;;
	*) fail "$1: '$2', not '$3…'" ;;
	esac
}
# The first awaits do not suspend; the third does.
check "over an await" "$(steps 11 next next next next next next next next)" "11 12 13 15 17 11 "
check "behind an await that suspended" "$(
	steps 10 'tbreak in.co.c:13 if i == 1' continue next next next next next next next
)" "10 13 15 17 11 12 "
check "into a coroutine" "$(steps 12 step step step step step)" "12 4 5 6 "
check "out of one" "$(steps 6 next next next next next)" "6 7 "
! steps 6 next next next next next | grep -q ':' || fail "out of one: into another file"
