# Whose bodies are compiled into what calls them: what is awaited at one place, before anything suspends, and small generators that only
# run as objects. Exactly these; and compilers can do it.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >calls.co.c <<'END'
#include <cogen.h>
int put(int c);
static async(int) innermost(int n) { if (n > 7) await co_sleep(0); return n; }
static async(int) once(int n) { return put(n) + await innermost(n); }
static async(int) twice(int n) { if (n > 7) await co_sleep(0); return n + 1; }
static async(int) behind(int n) { if (n > 7) await co_sleep(0); return n + 2; }
static async(int) in_loop(int n) { if (n > 7) await co_sleep(0); return n + 3; }
static async(int) itself(int n) { return n ? await itself(n - 1) : put(n); }
static async(int) with_labels(int n) {
	static void *const to[] = { &&low, &&high };
	if (n > 7) await co_sleep(0);
	goto *to[n > 3];
low:
	return 1;
high:
	return 2;
}
async(int) all(int n) {
	int sum = await once(n) + (n ? await twice(n) : 0) + await with_labels(n);
	sum += await behind(n) + await twice(n) + await itself(n);
	while (n--) sum += await in_loop(n);
	return sum;
}
generator(int) object(int n) { while (n--) yield n; }
static generator(int) frame(int n) { while (n--) yield n; }
static generator(int) delegate(int n) { while (n--) yield n; }
generator(int) outer(int n) { yield_from delegate(n); co_for (int, x, frame(n)) yield x; }
END

inlined() { sed -n 's/^static inline CO__INLINED co_step co__\(.*\)_body(.*/\1/p' "$1" | tr '\n' ' '; }

"$COGEN" calls.co.c -o calls.c || fail "cogen refuses it"
[ "$(inlined calls.c)" = "innermost once object outer " ] || fail "inlined are: $(inlined calls.c)"
"$CC" "@$RSP/compile.rsp" -O2 -c calls.c -o calls.o || fail "the compiler refuses it"
for name in innermost once object outer; do
	if nm calls.o | grep -q " co__${name}_body"; then fail "$name has a body out of line"; fi
done
"$CC" "@$RSP/compile.rsp" -O0 -c calls.c -o calls.o || fail "the compiler refuses it without optimisation"

"$COGEN" -fno-inlining calls.co.c -o calls.c || fail "cogen refuses it"
[ -z "$(inlined calls.c)" ] || fail "-fno-inlining: inlined are: $(inlined calls.c)"
