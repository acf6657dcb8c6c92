/* Handles among the arguments of a task: they live as long as it runs, whoever has made them.
 *
 * In: tasks as they are made, with what the types of their calls say of the arguments (`handles`), and calls that
 * are on their way to become one. Out: a reference to each handle, given up when the task has ended. What is awaited
 * directly ends before its caller does, and keeps nothing.
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

bool co__keep_handles(const co_loop *loop, co_coro *object, co_future ***handles) {
	*handles = NULL;
	if (!object->type->handles) return true;
	const co_coro *call = co__call_within(object);
	if (call->state || call->awaiter) return true; /* what a co_wait_for was given was begun elsewhere */
	size_t count = 0;
	for (const uint32_t *handle = call->type->handles; *handle; handle++) count += kept(loop, call, *handle) != NULL;
	if (!count) return true;
	co_future **next = *handles = co__alloc((count + 1) * sizeof *next);
	if (!next) return false;
	for (const uint32_t *handle = call->type->handles; *handle; handle++) {
		co_future *future = kept(loop, call, *handle);
		if (!future) continue;
		co__retain(future);
		*next++ = future;
	}
	*next = NULL;
	return true;
}

void co__let_go_of_handles(co_future **handles) {
	if (!handles) return;
	for (co_future **handle = handles; *handle; handle++) co__release(*handle);
	co__free(handles);
}

bool co__keep_arguments(co_task *task) {
	co_future **handles;
	if (!co__keep_handles(co__loop_of(task), co__root(task), &handles)) return false;
	if (!handles) return true;
	struct co__extra *extra = co__future_make_extra(task);
	if (!extra) {
		co__let_go_of_handles(handles);
		return false;
	}
	extra->arguments = handles;
	return true;
}

void co__let_go_of_arguments(co_task *task) {
	struct co__extra *extra = co__future_extra(task);
	co_future **arguments = extra ? extra->arguments : NULL;
	if (!arguments) return;
	extra->arguments = NULL;
	co__let_go_of_handles(arguments);
}
