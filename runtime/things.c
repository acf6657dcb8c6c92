/* What forms are given to wait for: calls, tasks and futures, mixed.
 *
 * In: things whose first word tells what they are (internal.h). Out: the loop that the form takes, and a future for
 * each: a call becomes a task. Those of another loop are refused, and nothing of them is touched. */
#include "internal.h"

char co__end_of_things;

size_t co__count_things(void *const *things, size_t count) {
	if (count != CO__COUNTED) return count;
	for (count = 0; things[count] != &co__end_of_things;) count++;
	return count;
}

/* What a generator's constructor has made and nobody holds yet: what co_new gave out its holder frees. */
static bool is_unheld(co_coro *object) {
	uint8_t kind = object->type->kind;
	return (kind == CO__GENERATOR || kind == CO__ASYNC_GENERATOR) && object->status == CO_CREATED && !object->awaiter &&
	       object->flags == CO__OBJECT && !co__generator_of(object)->flags;
}

void co__consume(void *thing) {
	if (!thing || co__is_future(thing)) return;
	co_coro *object = thing;
	if (co__is_call(object))
		co__object_free(object);
	else if (is_unheld(object))
		co__discard(object);
}

co_future *co__future_for(co_loop *loop, void *thing) {
	if (!thing) return co__failed(loop, co__take_lost_call() ? CO_ENOMEM : CO_ESTATE, "NULL, which is no call and no handle", HANDLE_NONE);
	if (co__is_future(thing)) return thing;
	co_coro *object = thing;
	if (object->flags & CO__IS_TASK) return co__task_of(object); /* given twice */
	/* Nor is it freed: it may have been given twice. */
	if (!co__is_call(object)) return co__failed(loop, CO_ESTATE, co__not_a_call, HANDLE_NONE);
	return co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, NULL);
}

/* What a task gathers it will await: whatever is another loop's is refused, and not what is its own. */
co_loop *co__loop_of_things(void *const *things, size_t count, const char *form) {
	co_task *task = co__running();
	if (task) return co__loop_of(task);
	for (size_t i = 0; i < count; i++)
		if (things[i] && co__is_future(things[i]))
			return co__is_gone(things[i]) ? co__loop_of_gone(things[i]) : co__loop_of(things[i]);
	return co__loop_for(form);
}

co_future *co__stranger_in(co_loop *loop, void *const *things, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (things[i] && co__is_future(things[i]) && co__loop_of(things[i]) != loop) return things[i];
	return NULL;
}

co_future *co__child_for(co_loop *loop, void *thing, bool refused) {
	bool is_call = thing && !co__is_future(thing);
	co_future *child = co__future_for(loop, thing);
	if (!refused || !is_call) return child;
	co_cancel(child); /* not begun: it ends without having run */
	child->retrieved = 1;
	return child;
}

co_error *co__strangers(const char *form, const co_future *stranger) {
	char text[256];
	if (co__is_gone(stranger)) return co__error_make(CO_ESTATE, "%s: %s", form, co__why_no_handle(stranger));
	return co__error_make(CO_ESTATE, "%s: futures of different loops, of another one: %s", form, co__stranger(stranger, text));
}
