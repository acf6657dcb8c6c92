# --graph: the states, what decides between them, and pictures that are what they say.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >machine.co.c <<'C'
#include <cogen.h>
static async(int) leaf(int x) { await co_sleep(x); return x; }
async(int) machine(int n, co_lock *lock) {
	int sum = 0;
	for (int k = 0; k < n; k++) sum += k;
	while (sum < 100 && n > 0) {
		co_with (lock) {
			if (n & 1) sum += await leaf(n);
		}
		n--;
	}
	switch (n) {
	case 1: await leaf(1); break;
	case 2:
	case 3: await leaf(3); break;
	default: sum++;
	}
	return sum;
}
static generator(const char *) words(void) { yield "<&>"; }
C
"$COGEN" --graph=dot -f machine machine.co.c >out 2>err || fail "exit code"
line() { grep -qF -- "$1" out || fail "no line: $1"; }
line 'digraph machine {'
line 'label="sum < 100 && n > 0?"'
line 'label="state 1, line 7\lco_with (lock)\lalive: '
line 'label="n & 1?"'
line 'label="state 2, line 8\lawait leaf(n)\lalive: '
line '[label="case 1"]'
line '[label="case 2, case 3"]'
line '[label="default"]'
line '[label="error", style=dashed]'
grep -q 'k < n' out && fail "a loop without a suspension decides nothing"
[ "$(grep -c 'shape=box' out)" = 4 ] || fail "not four states"

# An error has an arrow where the coroutine goes on with it; the end of a block is told from its beginning; what nothing leaves leads nowhere.
cat >ways.co.c <<'C'
#include <cogen.h>
async(void) ways(int x) {
	co_try { await co_sleep(1); }
	co_finally { await co_checkpoint(); }
	co_timeout (2) { await co_sleep(3); }
	if (x) for (;;) { }
	else await co_sleep(4);
}
C
"$COGEN" --graph=dot ways.co.c >out 2>err || fail "exit code"
[ "$(grep -c dashed out)" = 2 ] || fail "other errors than those that stay"
end=$(sed -n 's/.*\(n[0-9]*\) .*doublecircle.*/\1/p' out)
grep -q "> $end .*dashed" out && fail "an error that leaves is drawn"
line 'label="state 3, line 5\lco_timeout (2)\l'
line 'label="state 5, line 5\lend of co_timeout (2)\l'
[ "$(grep -c -- "> $end" out)" = 1 ] || fail "the end is not reached from the last state alone"

"$COGEN" --graph=svg machine.co.c -o all.svg 2>err || fail "exit code"
"$COGEN" --graph=html machine.co.c -o all.html 2>err || fail "exit code"
[ "$(grep -c '<h2>' all.html)" = 3 ] || fail "not three coroutines in the page"
grep -q 'yield &quot;&lt;&amp;&gt;&quot;' all.svg || fail "text is not escaped"
if command -v xmllint >xml.log 2>&1; then
	xmllint --noout all.svg 2>err || fail "no XML"
elif command -v python3 >xml.log 2>&1; then
	python3 -c "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])" all.svg 2>err || fail "no XML"
fi
"$COGEN" --graph=svg machine.co.c 2>err | cmp -s - all.svg || fail "not the same twice"
"$COGEN" --graph=png machine.co.c >out 2>err
[ $? = 2 ] || fail "exit code of an unknown form"
grep -q "there are dot, svg, html" err || fail "message"
exit 0
