# Which yields are told to be quiet: from there on to its end the generator runs nothing but itself. Exactly these.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >quiet.co.c <<'END'
#include <cogen.h>
int put(int c);
static generator(int) counted(int n) {
	while (n--)
		yield n; // quiet
	yield __builtin_abs(n); // quiet
}
static generator(int) written(int n) {
	while (n--) {
		yield n;
		put(n);
	}
	yield 1; // quiet
}
static generator(int) chain(int n) {
	if (n) {
		yield 0;
		yield_from chain(n - 1);
	} else {
		yield 1; // quiet
	}
	for (;;) {
		yield 2; // quiet
		yield n; // quiet
	}
}
static generator(int) deferred(int n) {
	co_defer put(n);
	yield n;
}
static generator(int) looped(int n) {
	co_for (int, x, counted(n)) yield x;
}
int use(void);
int use(void) {
	int sum = 0;
	co_for (int, x, written(3)) sum += x;
	co_for (int, x, chain(3)) sum += x;
	co_for (int, x, deferred(3)) sum += x;
	co_for (int, x, looped(3)) sum += x;
	return sum;
}
END

sites() { sed -n 's/^	{ \([0-9]*\), 0, 0, 1, 0 },$/\1/p' "$1" | tr '\n' ' '; }

"$COGEN" quiet.co.c -o quiet.c || fail "cogen refuses it"
[ "$(sites quiet.c)" = "$(grep -n '// quiet' quiet.co.c | cut -d: -f1 | tr '\n' ' ')" ] || fail "quiet are the yields at $(sites quiet.c)"
"$COGEN" -fno-quiet quiet.co.c -o quiet.c || fail "cogen refuses it"
[ -z "$(sites quiet.c)" ] || fail "-fno-quiet: quiet are the yields at $(sites quiet.c)"
