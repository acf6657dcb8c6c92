# #line in the input: cogen's messages, those of compilers about what it writes, tracebacks and debuggers speak of the file and line that
# it tells; a fix is one of the file that cogen read.
set -u

. "$ROOT/tests/run/cli-lib.sh"

# says WHAT FILE
says() { grep -qF -- "$1" "$2" || fail "$2 does not say '$1'"; }

cat >wrong.co.c <<'END'
#include <cogen.h>
#line 10 "calc.y"
static async(int) work(int n) { await co_sleep(0); return n; }
static async(int) all(int n) {
	work(n);
	return n;
}
#line 8 "calc.tab.c"
int main(void) { return co_run(int, all(1)); }
END
expect 1 wrong.co.c -o wrong.c
says 'calc.y:12:2: error:' ../err
says '   12 | 	work(n);' ../err
expect 1 --diagnostics=json --diagnostics-file=wrong.json wrong.co.c -o wrong.c
says '"caret": { "file": "calc.y", "line": 12' wrong.json
says '"start": { "file": "wrong.co.c", "line": 5' wrong.json
sed 's/work(n);/unknown;/' wrong.co.c >parse.co.c
expect 1 parse.co.c -o parse.c
says "calc.y:12:2: error: use of undeclared identifier 'unknown'" ../err

# What compilers say of the C.
cat >calc.co.c <<'END'
#include <cogen.h>
#line 20 "calc.y"
static async(int) work(int n) {
	await co_sleep(0);
	if (n > 1) co_raise(7, "too much");
	return n;
}
static async(int) parse(int n) {
	int sum = await work(n);
	int unused;
	return sum + await work(sum + 1);
}
#line 6 "calc.tab.c"
static async(int) skeleton(int n) {
#line 40 "calc.y"
	return await parse(n);
#line 9 "calc.tab.c"
}
int main(void) { return co_run(int, skeleton(1)); }
END
expect 0 calc.co.c -o calc.c
"$CC" "@$RSP/compile.rsp" -g -Wno-error calc.c "@$RSP/link.rsp" -o calc 2>err || fail "the compiler refuses it"
says 'calc.y:27:' err

# What the end of a program says: one file for each coroutine, as its places have it; the one that was read where they are of several.
./calc 2>trace && fail "nothing was raised"
says 'calc.y:22: in work' trace
says 'calc.y:28: in parse' trace
says 'calc.co.c:16: in skeleton' trace

if command -v gdb >/dev/null; then
	gdb -batch -ex 'info line parse' -ex 'break calc.y:28' calc >lines 2>&1
	says 'calc.y' lines
	says 'line 28' lines
fi
exit 0
