/* A coroutine's object is nobody's to keep, so none can be awaited twice or by two, sent to or thrown into: what Python refuses at
 * run time cannot be written. fact: CORO-5, CORO-6, CORO-7, CORO-9 */
#include <cogen.h>

static async(int) answers(int n) {
	await co_checkpoint();
	return n;
}

static async(int) keeps(void) {
	co_coro *kept = (co_coro *)(long)answers(1); /* error: never-awaited */
	await kept; /* error: operand */
	int twice = await answers(2);
	return twice;
}

static void drives(void) {
	int v;
	co_gen *g = co_new(answers(1)); /* error: form */
	co_send(g, 5, &v);
}
