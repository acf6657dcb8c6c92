/* A call of a coroutine as an operand that is a value: each such operand of each form (cogen/form.def), in plain functions and
 * in generators; and of forms that are functions. */
#include <cogen.h>

typedef void hook(void *);
async(int) whole(int n);
async(double) seconds(void);
async(co_loop *) loop(void);
async(co_group *) group(void);
async(void *) memory(void);
async(int *) out(void);
async(co_error **) error(void);
async(hook *) function(void);
generator(int, int) gen(void) { (void)(yield 1); }

void plain(co_future *all) {
	(void)co_new_in(memory(), 400, gen()); /* error: never-awaited */
	(void)co_new_in(NULL, whole(1), gen()); /* error: never-awaited */
	(void)co_try_run(whole(1), out(), NULL); /* error: never-awaited */
	(void)co_try_run(whole(1), NULL, error()); /* error: never-awaited */
	(void)co_spawn_on(loop(), whole(1)); /* error: never-awaited */
	(void)co_spawn_threadsafe(loop(), whole(1)); /* error: never-awaited */
	(void)co_gather_result(int, all, (whole)(0)); /* error: never-awaited */
	(void)co_wait(whole(1), whole(2)); /* error: never-awaited */
	co_run(int, co_wait_for(seconds(), whole(2))); /* error: never-awaited */
}

generator(int, int) objects(co_gen *g) {
	int n;
	(void)co_send(g, whole(1), &n); /* error: never-awaited */
	(void)co_send(g, 1, out()); /* error: never-awaited */
	(void)co_next(g, out()); /* error: never-awaited */
	(void)co_throw(g, whole(1), NULL, &n); /* error: never-awaited */
	(void)co_throw(g, 1, memory(), &n); /* error: never-awaited */
	(void)co_throw(g, 1, NULL, out()); /* error: never-awaited */
	n = yield n;
}
