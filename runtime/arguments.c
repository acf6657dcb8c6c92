/* Handles among the arguments of a task: they live as long as it runs, whoever has made them.
 *
 * In: tasks as they are made, with what the types of their calls say of the arguments (`handles`). Out: a reference to
 * each handle, given up when the task has ended. What is awaited directly ends before its caller does, and keeps nothing.
 *
 * What must hold: nothing of another loop's futures is changed, whose thread may be at work. */
#include "internal.h"

#include <string.h>

/* What is kept of an argument; NULL: nothing. */
static co_future *kept(const co_loop *loop, const co_coro *call, uint32_t handle) {
	void *argument;
	memcpy(&argument, (const unsigned char *)call + (handle & ~CO__WAIT_RESULT), sizeof argument);
	if (!argument) return NULL;
	co_future *future = handle & CO__WAIT_RESULT ? co_wait_future(argument) : argument;
	return future->item.type && co__loop_of(future) == loop ? future : NULL;
}

bool co__keep_arguments(co_task *task) {
	if (!co__root(task)->type->handles) return true;
	const co_loop *loop = co__loop_of(task);
	const co_coro *call = co__call_within(co__root(task));
	if (call->state || call->awaiter) return true; /* what a co_wait_for was given was begun elsewhere */
	size_t count = 0;
	for (const uint32_t *handle = call->type->handles; *handle; handle++) count += kept(loop, call, *handle) != NULL;
	if (!count) return true;
	struct co__extra *extra = co__future_make_extra(task);
	co_future **arguments = extra ? co__alloc((count + 1) * sizeof *arguments) : NULL;
	if (!arguments) return false;
	extra->arguments = arguments;
	for (const uint32_t *handle = call->type->handles; *handle; handle++) {
		co_future *future = kept(loop, call, *handle);
		if (!future) continue;
		co__retain(future);
		*arguments++ = future;
	}
	*arguments = NULL;
	return true;
}

void co__let_go_of_arguments(co_task *task) {
	struct co__extra *extra = co__future_extra(task);
	co_future **arguments = extra ? extra->arguments : NULL;
	if (!arguments) return;
	extra->arguments = NULL;
	for (co_future **argument = arguments; *argument; argument++) co__release(*argument);
	co__free(arguments);
}
