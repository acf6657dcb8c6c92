# --explain: what it says of each kind of slot, and that its rows and sums hold together; -f, -o, and the budgets of frames.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >frame.co.c <<'C'
#include <cogen.h>
struct big { long a[4]; };
static async(int) leaf(int x) { await co_sleep(x); return x; }
static generator(int) numbers(int n) { while (n--) yield n; }
async(struct big) all(int n, const char *name) {
	struct big made = { { n } };
	char buffer[100];
	await co_sleep(n);
	buffer[0] = name[0];
	made.a[1] += await leaf(buffer[0]);
	{
		long other[8];
		other[n] = n;
		co_for (int, x, numbers(3)) made.a[0] += await leaf(x);
		await leaf((int)other[n]);
	}
	struct big *p = &made;
	await leaf(1);
	return p->a[0] ? made : (struct big){ { 1 } };
}
C
"$COGEN" --explain frame.co.c >out 2>err || fail "exit code"
[ "$(grep -c '^[a-z]*, line' out)" = 3 ] || fail "not three coroutines"
"$COGEN" --explain -f all frame.co.c -o file 2>err || fail "exit code with -o"
cp file out
[ "$(grep -c '^[a-z]*, line' out)" = 1 ] || fail "-f does not choose"
line() { grep -q -- "$1" out || fail "no line: $1"; }
line '^all, line 5: [0-9]* bytes, aligned to 8$'
line '^  state 2: await at line 10$'
line 'struct big made  *1-5  *address taken at line 10; live across the awaits at lines 8, 10, 14, 15 and 18$'
line 'const char \*name  *1  *live across the await at line 8'
line 'numbers, a frame  *3  *the generator of the co_for at line 14'
line 'leaf, a frame  *2-5  *runs at the awaits at lines 10, 14, 15 and 18'
line 'long other\[8\]  *3 4 '
line 'struct big result  *end  *what is returned, larger than a register$'
line '^  child leaf: [0-9]* bytes, of .leaf. at line 3$'

# Rows cover the frame without a hole, and the total is the size.
awk '
	/bytes, aligned/ { size = $4 }
	/^  *offset/ { rows = 1; next }
	/^  child|^  total/ { rows = 0 }
	rows { if ($1 > end) { print "a hole at", end; exit 1 } if ($1 + $2 > end) end = $1 + $2 }
	/^  total/ { if ($2 + 0 != size || end != size) { print "total", $2, "rows to", end, "size", size; exit 1 } }
' out || fail "the rows do not add up"

"$COGEN" --explain -f nobody frame.co.c >out 2>err
[ $? = 1 ] || fail "exit code of an unknown name"
grep -q "frame.co.c: error: there is no coroutine 'nobody' here; there is 'leaf', 'numbers', 'all'" err || fail "message"

# Budgets.
"$COGEN" -Wlarge-frame=200 frame.co.c -o made.c 2>err || fail "a warning is no error"
grep -q "frame.co.c:5:19: warning: the frame of 'all' takes [0-9]* bytes, more than 200 \[-Wlarge-frame\]" err || fail "warning"
[ "$(grep -c warning: err)" = 1 ] || fail "one frame is large"
"$COGEN" -Wlarge-frame=200 -Werror=large-frame frame.co.c -o other.c 2>err && fail "-Werror=large-frame"
[ ! -e other.c ] || fail "written in spite of the error"
for option in -Wlarge-frame -Werror=large-frame; do
	"$COGEN" $option frame.co.c -o made.c 2>err
	[ $? = 2 ] && grep -q "'$option' needs '-Wlarge-frame=N'" err || fail "$option without a number"
done
"$COGEN" -Wno-large-frame frame.co.c -o made.c 2>err && [ ! -s err ] || fail "-Wno-large-frame needs no number"
"$COGEN" --explain --graph=dot frame.co.c 2>err
[ $? = 2 ] && grep -q "'--explain' and '--graph=dot' show different things" err || fail "two things at a time"
"$COGEN" -Wlarge-frame=much frame.co.c -o made.c 2>err
[ $? = 2 ] || fail "exit code of a wrong number"

# Arrays whose length is no constant are told by the names they have; points in one line once.
cat >rows.co.c <<'C'
#include <cogen.h>
async(int) rows(int n) {
	int v[n + 1], (*p)[n + 1] = &v;
	v[0] = 1;
	await co_sleep(0); await co_sleep(0); await co_sleep(1);
	await co_sleep(2);
	return v[0] + (*p)[0];
}
C
"$COGEN" --explain rows.co.c >out 2>err || fail "exit code"
for what in 'length of v  ' 'v, in memory of its own  ' 'length of p  ' 'p, a pointer  ' 'live across the awaits at lines 5 (3) and 6$'; do
	grep -q "$what" out || fail "no row: $what"
done

# The compiler checks the budget again: with one that cogen let pass, and a target whose frame is larger.
printf 'co_frame_limit(all, 5000);\n' >>frame.co.c
"$COGEN" frame.co.c -o made.c 2>err || fail "a limit that is kept"
# shellcheck disable=SC2086
$CC -fsyntax-only -Wall -Wextra -Werror -I"$ROOT/runtime/include" made.c 2>err || fail "the generated file"
sed 's/co_frame_limit(all, 5000)/co_frame_limit(all, 50)/' made.c >small.c
$CC -fsyntax-only -I"$ROOT/runtime/include" small.c 2>err && fail "the compiler does not check"
grep -q "the frame of all is larger than its co_frame_limit" err || fail "the compiler's words"
exit 0
