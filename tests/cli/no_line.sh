# --no-line: in coroutines __LINE__ and __FILE__ are those of the source all the same, also where that has a #line; no other #line is
# written.
set -u

. "$ROOT/tests/run/cli-lib.sh"

# runs PROGRAM FLAG…: what a language test prints, made with these flags.
runs() {
	"$COGEN" "$ROOT/tests/language/$1.co.c" -o "$1.c" $2 -- "-I$ROOT/tests/language" 2>err || fail "$1: cogen refuses it"
	"$CC" "@$RSP/compile.rsp" "-I$ROOT/tests/language" "$1.c" -o "$1" "@$RSP/link.rsp" 2>err || fail "$1: the compiler refuses it"
	"./$1" >"$1$2.out" || fail "$1 $2: it failed"
}
for name in line_numbers line_directives line_directives_amid included_bodies counter; do
	runs "$name" ""
	runs "$name" --no-line
	cmp "$name.out" "$name--no-line.out" || fail "$name prints something else with --no-line"
done
! grep -q '^#line' line_numbers.c || fail "a #line of cogen's"

# What the user's text asks for is told, whatever macros it goes through; what a header of the system's asks for stays as it is.
cat >places.co.c <<'END'
#include <assert.h>
#include <cogen.h>
#include <stdio.h>
#define TEXT(x) #x
#define LOG(x) printf("%s:%d %s %d\n", __FILE__, __LINE__, #x, (x))
#define HERE __FILE__, __LINE__
#define CHECK(x) do { if (!(x)) printf("%s %s %d\n", #x, HERE); } while (0)
#define BOTH(x) (assert(x), __LINE__)
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
static async(int) later(int n) { await co_checkpoint(); return n; }
static async(int) f(int n) {
	printf("%s %d\n", TEXT(__LINE__), __LINE__);
	LOG(n); LOG(__LINE__);
	LOG(await later(__LINE__));
	CHECK(n > 5);
	CHECK(n
		> 5);
	assert(n > 0); assert(__LINE__ == 19);
	printf("%d\n", BOTH(n));
	int a[__LINE__]; _Static_assert(__LINE__ == 21, "line");
	await later(1);
#if __LINE__ > 22 && __LINE__ < 30
	printf("%zu\n", sizeof a);
#endif
	int JOIN(v, __LINE__) = 1; await later(1); printf("%d\n", JOIN(v, __LINE__));
	switch (n) { case __LINE__: return 5; default: break; }
	co_try { co_raise(__LINE__, "at %d", __LINE__); } co_catch (e) { printf("%d %s\n", e->code, e->message); }
	return await later(1) +
		__LINE__;
}
int main(void) { printf("%d\n", co_run(int, f(1))); return 0; }
END
for flag in "" --no-line; do
	expect 0 places.co.c -o "places$flag.c" $flag
	"$CC" "@$RSP/compile.rsp" "places$flag.c" -o places "@$RSP/link.rsp" 2>err || fail "the compiler refuses it"
	./places >"out$flag" || fail "places $flag: it failed"
done
cmp out out--no-line || fail "places are others with --no-line"
! grep -q '^#line' places--no-line.c || fail "a #line of cogen's"
grep -q '	assert(n > 0);' places--no-line.c || fail "assert did not stay as it was"

# What stands behind a suspension on its line begins one: it does not look as if the statement behind it was its body.
cat >cut.co.c <<'END_OF_FILE'
#include <cogen.h>
static async(int) later(int n) { await co_checkpoint(); return n; }
static async(int) f(int n) {
	int s = 0;
	int x = await later(n); if (x > 3) s += 1000; s += 2;
	if (s == 7) s = await later(s); else s++; s += 3;
	await later(s); for (int i = 0; i < 3; i++) s++; s++; /* a comment */
	{ s = await later(s); while (s > 1000) s--; s += 4; }
	switch (n) { case 1: x = await later(1); if (x > 3) s += 1000; s += 2; break; default: s++; }
	s = await later(s); if (x > 3) s += 1000; else s -= 3; if (s > 4) s++; s++; // the end
	return await later(s);
}
int main(void) { return co_run(int, f(1)) != 15; }
END_OF_FILE
for flag in "" --no-line; do
	expect 0 cut.co.c -o "cut$flag.c" $flag
	"$CC" "@$RSP/compile.rsp" "cut$flag.c" -o cut "@$RSP/link.rsp" 2>err || fail "cut $flag: the compiler refuses it"
	./cut || fail "cut $flag: it failed"
done
grep -q 's++; /\* a comment \*/' cut--no-line.c || fail "a comment stands elsewhere"
