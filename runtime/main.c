/* co_run and co_try_run: a loop for one call, from its making to its closing.
 *
 * In: the call of a main function. Out: its result, or its error; no trace of the loop. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Says which tasks wait for what, where nothing can wake them. */
static co_error *no_end(co_loop *loop, co_task *task, int code) {
	const char *name = co__root(task)->type->name;
	if (code != CO_EDEADLOCK) return co__error_make(code, "the loop was stopped before '%s' was done", name);
	fputs("cogen: nothing can wake the tasks that are left:\n", stderr);
	co_dump_tasks(loop, stderr);
	return co__error_make(code, "nothing can wake '%s'", name);
}

int co__try_run(co_coro *object, void *result, size_t size, co_error **error) {
	co_error *failure = NULL;
	co_loop *loop = NULL;
	if (!object) {
		co__take_lost_call();
		failure = co_error_copy(&co__error_no_memory);
	} else if (co__current) {
		co__consume(object);
		failure = co__error_new(CO_ESTATE, "a loop runs on this thread already");
	} else if (!(loop = co_loop_new())) {
		co__consume(object);
		failure = co_error_copy(&co__error_no_memory);
	}
	if (loop) {
		co_task *task = co__spawn_on(loop, object, NULL);
		co__retain(task); /* it may give up the loop's handle */
		int code = co_loop_run_until_complete(loop, task);
		const co_error *why = code ? NULL : co_future_error(task);
		if (code) {
			failure = no_end(loop, task, code);
			task->retrieved = 1;
		} else if (why) {
			failure = co_error_copy(why);
		} else {
			const void *value = co__future_result(task, result ? size : CO__UNKNOWN);
			size_t have;
			co__result_of(task, &have);
			if (result && size && have)
				memcpy(result, value, have); /* nobody asked for the result of a co_run(void, …) */
		}
		co__release(task);
		co_loop_close(loop);
	}
	int code = failure ? failure->code : 0;
	if (error)
		*error = failure;
	else
		co_error_free(failure);
	return code;
}

void *co__run_main(co_coro *object, void *result, size_t size) {
	co_error *error = NULL;
	if (co__try_run(object, result, size, &error)) {
		fflush(stdout); /* what was printed before comes before */
		co_error_print(error, stderr);
		co_error_free(error);
		exit(EXIT_FAILURE);
	}
	return result;
}
