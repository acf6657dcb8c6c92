# What compilers know of C23 one after another: cogen takes all of it. Its output is read by cogen again, as plain C; and where the
# compiler here knows a file's words, the program does what its plain reading does.
set -u

. "$ROOT/tests/run/cli-lib.sh"

head='#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}'
tail='int main(void) { return co_run(int, run()); }'

# check NAME: standard input is what stands between.
check() {
	{
		printf '%s\n' "$head"
		cat
		printf '%s\n' "$tail"
	} >"$1.co.c"
	set -- "$1" "-I$ROOT/tests/language"
	"$COGEN" -Werror "$1.co.c" -o "$1.c" -- -std=gnu2x "$2" || fail "$1 is refused"
	"$COGEN" "$1.c" -o again.c -- -std=gnu2x "$2" "-I$ROOT/runtime/include" || fail "what comes of $1 is no C"
	"$CC" -std=gnu2x -Werror=implicit-int "-I$ROOT/tests/language/plain" "$2" "$1.co.c" -o plain 2>/dev/null || return 0
	"$CC" "@$RSP/compile.rsp" -std=gnu2x "$2" "$1.c" "@$RSP/link.rsp" -o program || fail "what comes of $1 does not compile"
	./plain >wanted
	for SUSPEND in always never; do
		export SUSPEND
		./program >printed || fail "$1 fails"
		cmp wanted printed || fail "$1 prints something else"
	done
}

check constants <<'END'
static async(int) fact(int n) {
	constexpr int one = 1;
	const int *p = &one;
	int before = n > one ? await fact(n - 1) : 1;
	return before * n * *p;
}
static async(int) run(void) {
	constexpr int L = 3, M = L + 1;
	static const constexpr unsigned char row[] = { 1, 2, L };
	const int *p = &L, (*q)[M] = &(const int[M]){ 1, 2, 3, 4 };
	int n = await later(3), table[M] = { [L] = 7 };
	static_assert(L == 3);
	static int s = L;
	switch (n) {
	case L: n = await later(8);
	}
	const constexpr int other = M;
#define CONSTANT constexpr
#define CONSTANT_INT const constexpr int
	CONSTANT int hidden = 5;
	CONSTANT_INT hidden_too = 6;
	static_assert(hidden + hidden_too == 11);
	static CONSTANT int hidden_behind = 7;
	show("hidden", hidden + await later(hidden_too) + hidden_behind);
	show("n", n + s++ + *p + table[3] + (*q)[L] + row[2] + await later(other));
	show("fact", await fact(5));
	return 0;
}
END
grep -q 'static constexpr int L = 3, M = L + 1;' constants.c || fail "constants: a constexpr variable is not static"
grep -q 'static constexpr int hidden = 5;' constants.c && grep -q 'const static constexpr int hidden_too = 6;' constants.c ||
	fail "constants: one whose word a macro hides is not static"

check alignments <<'END'
static async(int) run(void) {
	alignas(32) int al = await later(6), *p = &al;
	alignas(long long) char c[3] = { 1, 2, 3 };
	char *q = c;
	*p += await later(2);
	show("al", al + q[1] + (int)((unsigned long)p % 32) + (int)((unsigned long)q % sizeof(long long)));
	return 0;
}
END

check labels <<'END'
static async(void) ends(int u) {
	if (u > 100) goto end;
	show("u", await later(u));
end:
}
static async(int) run(void) {
	int u = 0;
again:
	int w = await later(8), *p = &w;
	*p += await later(1);
	if (u++ < 5) goto again;
	show("w", w + u);
	{
		if (u > 1000) goto block;
		show("here", await later(9));
	block:
	}
	for (int i = await later(0); i < 2; i++) {
		if (i) goto next;
		show("i", await later(i));
	next:
	}
	switch (await later(1)) {
	case 1:
		int k = await later(7), *q = &k;
		*q += await later(1);
		show("k", k);
		break;
	default:
		int r = await later(1);
		show("r", r);
	}
	await ends(1);
	await ends(101);
	return 0;
}
END

check types <<'END'
enum fixed : unsigned char { FA, FB = 200 };
static async(int) run(void) {
	typeof_unqual(const int) u = await later(1), *p = &u;
	*p += await later(2);
	bool b = true, *q = &b;
	*q = await later(0);
	enum fixed e = FB, *r = &e;
	*r = await later(1) ? FA : FB;
	enum local : short { LA = 5 } l = LA, *s = &l;
	await later(1);
	show("all", u + b + e + *s + (int)sizeof l + (b == false));
	return 0;
}
END

check pointers <<'END'
static async(int) run(void) {
	void *p = nullptr, **q = &p;
	await later(1);
	show("p", *q == nullptr);
	return 0;
}
END

check inferred <<'END'
static async(int) run(void) {
	auto x = await later(3);
	auto p = &x;
	auto y = (long long)await later(5);
	*p += await later(1);
	show("x", *p + y + (int)sizeof y);
	return 0;
}
END

check characters <<'END'
static async(int) run(void) {
	unsigned char small = u8'a', *p = &small;
	*p += (unsigned char)await later(u8'\'' - u8'"');
	show("small", small + (int)sizeof u8"'");
	return 0;
}
END

check directives <<'END'
static async(int) run(void) {
#ifdef NOT
	show("not", await later(1'1));
#elifdef __STDC__
	show("standard", await later(1'1));
#else
	show("else", await later(2));
#endif
	int n = await later(1)
#ifndef NOT
		+ await later(2)
#elifndef ALSO
		+ await later(3)
#endif
		;
	show("n", n);
	return 0;
}
END
