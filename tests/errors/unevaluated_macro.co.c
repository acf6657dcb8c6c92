/* A suspension in an argument that a macro looks at, but never evaluates. */
#include <cogen.h>
#include <stdio.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

#define SIZE(x) ((int)sizeof(x))
#define BARE_SIZE(x) ((int)sizeof x)
#define IGNORED(x) ((void)sizeof(x))
#define IS_INT(x) _Generic(x, int: 7, default: 0)
#define IS_CONSTANT(x) (__builtin_constant_p(x) ? 3 : 4)
#define ROW(x) ({ __typeof__(x) row[1]; row[0] = 2; row[0]; })
#define LIKE(x) ({ __typeof__(*(&(int){ x })) y = 2; y; })
#define SAME(x, y) __builtin_types_compatible_p(__typeof__(x), __typeof__(y))
#define AS(x, y) ((__typeof__(x))(y))
#define BOTH(x, y) ((__typeof__(x)[2]){ y, y })
#define SECOND(x, y) (sizeof(x) ? (y) : (y))
#define OUTER(x) (1 + IS_INT(x))
#define OWN(n) ((int)sizeof(await work(n)))
static int list[3][3];
#define ELEMENT(n) ((int)sizeof(list[1][n]))
#define STATIC(x) _Static_assert(sizeof(x) == sizeof(int), "an int")

static async(int) looked_at(int n) {
	n += SIZE(await work(n)); /* error: unevaluated */
	n += BARE_SIZE(await work(n)); /* error: unevaluated */
	n += IS_INT(await work(1)); /* error: unevaluated */
	n += IS_CONSTANT(n + await work(1)); /* error: unevaluated */
	n += ROW(await work(1)); /* error: unevaluated */
	n += LIKE(await work(1)); /* error: unevaluated */
	printf("%d\n", (int)SIZE(await work(1))); /* error: unevaluated */
	IGNORED(await work(n)); /* error: unevaluated */
	n += SAME(n, await work(n)); /* error: unevaluated */
	n += SECOND(await work(n), await work(n)); /* error: unevaluated */
	n += AS(await work(n), 3.5); /* error: unevaluated */
	n += BOTH(await work(n), await work(n))[1]; /* error: unevaluated */
	n += OUTER(await work(n)); /* error: unevaluated */
	n += OWN(n); /* error: unevaluated */
	n += ELEMENT(await work(n)); /* error: unevaluated */
	STATIC(await work(n)); /* error: unevaluated */
	return n;
}

#define MAX(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define KNOWN(x) (__builtin_constant_p(x) ? 1 : (x))
#define BEHIND(x, y) (sizeof x + (y) + (x))
#define IF_NEVER(x) do { if (0) (void)(x); } while (0)

/* One that is evaluated in another place; and one that no condition comes to is no worse than written out. */
static async(int) evaluated(int n) {
	n += MAX(await work(n), 1) + KNOWN(await work(n)) + (int)BEHIND(n, await work(1));
	IF_NEVER(await work(n));
	return n;
}

int main(void) { return co_run(int, looked_at(1)) + co_run(int, evaluated(1)); }
