/* A suspension in an operand that is never evaluated. */
#include <cogen.h>

static async(int) work(int n) {
	await co_sleep(0);
	return n;
}

static async(int) run(int n) {
	int x = (int)sizeof(await work(n)); /* error: unevaluated */
	x += (int)sizeof await work(n); /* error: unevaluated */
	x += (int)sizeof(1 + await work(n)); /* error: unevaluated */
	__typeof__(await work(n)) y = 1; /* error: unevaluated */
	x += _Generic(await work(n), int: 1, default: 2); /* error: unevaluated */
	x += (int)_Alignof(__typeof__(await work(1))); /* error: unevaluated */
	x += __builtin_constant_p(await work(1)); /* error: unevaluated */
	x += (int)__builtin_object_size((void *)(long)await work(1), 0); /* error: unevaluated */
	x += (int)__builtin_object_size((await work(1), (void *)0), 0); /* error: unevaluated */
	x += __builtin_classify_type(await work(1)); /* error: unevaluated */
	x += y + (int)sizeof(x);
	return await work((int)sizeof(int[3]) + x);
}

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define WORD(x) #x
#define CHECK(x) ((x) ? 0 : *#x)
#define NONE(x)
#define FIRST(x, y) (x)

/* Arguments of macros that make only text of them. One that is left out, as by a log that is
 * switched off, is not there. */
static async(int) in_macros(int n) {
	const char *text = TEXT(n + await work(n)); /* error: unevaluated */
	text = WORD(await work(1)); /* the text as it is written, which is all that it is in C */
	n += CHECK(await work(n)) + WORD(await)[0];
	NONE(await work(2))
	n += FIRST(n, await work(n));
	return n + text[0] + FIRST(await work(n), 1) + TEXT(n)[0];
}

#define SAME(x) __builtin_types_compatible_p(int, __typeof__(x))
static async(int) compared(int n) {
	n += __builtin_types_compatible_p(int, __typeof__(await work(n))); /* error: unevaluated */
	n += __builtin_types_compatible_p(__typeof__((await work(n)) + 1L), int); /* error: unevaluated */
	return n + (SAME(n) ? await work(n) : 0);
}

static generator(int, int) numbers(void) {
	int x = (int)sizeof(yield 1); /* error: unevaluated */
	yield x;
}

int main(void) {
	co_for (int, v, numbers()) (void)v;
	return co_run(int, run(1)) + co_run(int, in_macros(1)) + co_run(int, compared(1));
}
