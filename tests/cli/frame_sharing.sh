# Frames: what needs a stricter alignment shares bytes with what is larger, and lies in the hole behind the header; exact sizes, which the
# compiler finds, too.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >sharing.co.c <<'C'
#include <cogen.h>
#include <string.h>

void use(void *);

static async(int) big(int n) { char t[500]; memset(t, n, sizeof t); await co_checkpoint(); return t[n]; }
static async(int) ld(long double x) { await co_checkpoint(); return (int)x; }
async(int) children(int n) { int a = await big(n); int b = await ld(n); return a + b; }
async(void) blocks(void) {
	{ long double x; use(&x); await co_checkpoint(); use(&x); }
	{ char t[500]; use(t); await co_checkpoint(); use(t); }
}
/* x at an offset in an alternative: behind a, on the bytes of t */
async(void) inside(void) {
	{ long double a[4]; char b; long double x; use(a); use(&b); use(&x); await co_checkpoint(); use(a); use(&b); use(&x); }
	{ char t[500]; use(t); await co_checkpoint(); use(t); }
}
/* k is needed together with a and with b, not with t: behind both, on its bytes */
async(int) behind_both(int k) {
	{ char a[20]; use(a); await co_checkpoint(); use(a); }
	{ char b[12]; use(b); await co_checkpoint(); use(b); }
	if (k) use(0);
	{ char t[40]; use(t); await co_checkpoint(); use(t); }
	return 0;
}
async(void) over_aligned(void) {
	{ char t[128]; use(t); await co_checkpoint(); use(t); }
	{ _Alignas(64) char x; char y[6]; use(&x); use(y); await co_checkpoint(); use(&x); use(y); }
}
C
"$COGEN" --explain sharing.co.c >out 2>err || fail "exit code"
"$COGEN" sharing.co.c -o made.c 2>err || fail "exit code of cogen"
sed -n 's/^\([a-z_]*\), line [0-9]*: \([0-9]*\) bytes, aligned to \([0-9]*\)$/\1 \2 \3/p' out >sizes
while read -r name size align; do
	echo "_Static_assert(sizeof(struct co__${name}_frame) == $size && _Alignof(struct co__${name}_frame) == $align, \"$name\");"
done <sizes >>made.c
# shellcheck disable=SC2086
$CC -fsyntax-only -w -I"$ROOT/runtime/include" made.c 2>err || fail "the compiler finds other sizes"

[ "$(uname -m)" = x86_64 ] || exit 0
size() { grep -q "^$1 $2 " sizes || fail "$1: not $2 bytes: $(grep "^$1 " sizes)"; }
size children 560
size blocks 544
size inside 544
size behind_both 64
size over_aligned 192
exit 0
