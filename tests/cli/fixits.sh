# Every fix-it mends what it is offered for, and brings nothing else; all of them together make a file that is accepted, and compiles.
set -eu
command -v python3 >/dev/null || { echo "python3 is not there: nothing is tried"; exit 0; }
for file in "$ROOT"/tests/errors/*.co.c; do
	python3 "$ROOT/tests/run/fixits.py" "$COGEN" "$file" "-iquote$ROOT/tests/errors" >out || { cat out; bad=1; }
	cat out >>all
done
[ -z "${bad:-}" ] || exit 1
[ "$(awk -F'[ :]+' '{ sum += $2 } END { print sum }' all)" -ge 25 ] || { echo "too few fix-its:"; cat all; exit 1; }

cat >mended.co.c <<'C'
#include <stdio.h>

static async(int) work(int n) {
	co_sleep(0);
	return n;
}

static generator(int, double) numbers(int n) {
	double d = yield n;
	yield n + (int)d;
}

static generator(void) nothing(void) { yield 1; }
static async(int) *place(void);

static async(int *) place(void) {
	static int n;
	n = co_result(long, co_spawn(await work(1))) + (await(work(2)));
	return &n;
}

int main(void) {
	co_for (double, x, numbers(1)) printf("%g\n", (double)x);
	co_for (int, y, nothing()) (void)y;
	return *co_run(int *, place());
}
C
sed -i '/co_for (int, y/d' mended.co.c
python3 "$ROOT/tests/run/fixits.py" --all=copy.co.c "$COGEN" mended.co.c
"$CC" -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -I"$ROOT/runtime/include" copy.co.c
"$COGEN" copy.co.c -o copy.c
"$CC" -std=gnu11 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -I"$ROOT/runtime/include" copy.c
