/* A call of a coroutine as an operand that is a value: each such operand of each form (cogen/form.def), in coroutines. */
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
generator(int, int) gen(void);
async_generator(int, int) agen(void);

async(void) tasks(void) {
	(void)co_spawn_on(loop(), whole(1));                         /* error: never-awaited */
	(void)co_spawn_with(whole(1), function(), NULL);             /* error: never-awaited */
	(void)co_spawn_with(whole(1), NULL, memory());               /* error: never-awaited */
	(void)co_spawn_threadsafe((loop()), whole(1));               /* error: never-awaited */
	co_go_on(loop(), whole(1));                                  /* error: never-awaited */
	(void)co_group_spawn(group(), whole(1));                     /* error: never-awaited */
	(void)co_group_spawn_with(group(), whole(1), NULL, NULL);    /* error: never-awaited */
	(void)co_group_spawn_with(NULL, whole(1), function(), NULL); /* error: never-awaited */
	(void)co_group_spawn_with(NULL, whole(1), NULL, memory());   /* error: never-awaited */
	co_future *all = co_gather(whole(1));
	await all;
	(void)co_gather_result(int, all, whole(0)); /* error: never-awaited */
	co_wait_result *w = co_wait(whole(1), whole(2)); /* error: never-awaited */
	await co_wait_future(w);
	await co_wait_for(seconds(), whole(2)); /* error: never-awaited */
	await co_wait_for(co_sleep(1), whole(2)); /* error: never-awaited */
}
