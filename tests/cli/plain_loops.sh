# co_for in a plain function: over a generator of the file it needs nothing of the runtime, an object only where that has something to
# run when it is left; the text around it stays as it is, and so do its lines; an error that comes out stops the program.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >loops.co.c <<'END'
#include <cogen.h>
#include <stdio.h>

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static __attribute__((unused)) generator(int) broken(int n) {
	while (n--) yield n;
	co_raise(7, "nothing is left");
}

int sum(int n);
int sum(int n) {
	int sum = 0;
	co_for (int, a, range(0, n)) /* outer */
		co_for (int, b, range(a,
		                      n)) {
			sum += a * b;
#ifdef LINES
			if (b == 2) printf("%d\n", __LINE__);
#endif
		}
	return sum;
}

#ifdef MAIN
int main(void) {
	printf("%d\n", sum(4));
	fflush(stdout);
	co_for (int, v, broken(2)) printf("%d\n", v);
	return 0;
}
#endif
END

"$COGEN" loops.co.c -o loops.c || fail "cogen refuses it"
grep -q '^	*int sum = 0;$' loops.c || fail "text of the plain function has changed"
grep -q 'co__for_on_stack (range, 1, int, a, co__range_start(&co__for_1, 0, n)) /\* outer \*/$' loops.c || fail "its head is another"
grep -q '^		} co__for_again(range, 2) co__for_again(range, 1)$' loops.c || fail "its end is another"

# Nothing is called in it, nor at the entry for objects, which nobody mentions.
"$CC" "@$RSP/compile.rsp" -O2 -c loops.c -o loops.o || fail "the compiler refuses it"
needs=$(nm loops.o | awk '$1 == "U" { print $2 }' | grep -e new -e place -e next -e for_begin -e for_end)
[ -z "$needs" ] || fail "calls $needs"
if nm loops.o | grep -q range_first; then fail "has an entry for objects"; fi

"$COGEN" -fno-stack-generators loops.co.c -o objects.c || fail "cogen refuses it"
"$CC" "@$RSP/compile.rsp" -c objects.c -o objects.o || fail "the compiler refuses it"
nm objects.o | grep -q 'U co__for_begin' || fail "-fno-stack-generators: no object"

# Lines are counted as in the file.
"$COGEN" -DMAIN -DLINES loops.co.c -o loops.c || fail "cogen refuses it"
"$CC" "@$RSP/compile.rsp" -DMAIN -DLINES loops.c "@$RSP/link.rsp" -o loops || fail "the compiler refuses it"
./loops >printed 2>said
[ $? != 0 ] || fail "an error came out of a co_for, and the program ended well"
printf '21\n21\n21\n25\n1\n0\n' >wanted
diff wanted printed || fail "prints something else"
grep -q 'nothing is left' said || fail "does not say which error: $(cat said)"
grep -q 'loops.co.c:10' said || fail "does not say where: $(cat said)"
