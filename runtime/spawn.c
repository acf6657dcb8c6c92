/* Spawning: from a call to a task that will begin.
 *
 * In: objects of async functions that have not begun. Out: futures of their results, which are tasks that are ready.
 *
 * What must hold: a form takes what it is given also where it fails, and answers a future all the same; a task that
 * is not done has a reference of its own. */
#include "internal.h"

const char co__not_a_call[] = "not a call of an async function, or one that was started already";

/* The task of a call, which begins in the next turn. There is room for it. */
static inline co_task *begin(co_loop *loop, co_coro *object) {
	co_task *task = co__task_of(object);
	*task = (co_task){
		.item.type = &loop->hot.futures.type,
		.u.leaf = object,
		.index = UNLISTED,
		.id = ++loop->hot.next_id,
		.references = 1,
		.role = ROLE_TASK,
		.state = STATE_CREATED,
	};
	co__tell(&co__object_given, object);
	object->flags = CO__OBJECT | CO__IS_TASK;
	loop->hot.alive++;
	co__push(loop, &task->item);
	return task;
}

co_task *co__spawn_task(co_loop *loop, co_coro *object, enum co__handle handle, void (*after)(void *arg), void *arg,
                        const char *where) {
	co__inbox_first(loop);
	const char *message = NULL;
	if (object && !co__is_call(object)) {
		co__consume(object);
		message = co__not_a_call;
	} else if (object) {
		if (CO__UNLIKELY(loop->hot.is_over))
			message = "the loop is being closed";
		else if (co__room_for_task(loop)) {
			co_task *task = begin(loop, object);
			struct co__extra *extra = after || CO__UNLIKELY(loop->hot.debug) ? co__future_make_extra(task) : NULL;
			bool kept = (extra || !after) && co__keep_arguments(task);
			if (kept && (handle != HANDLE_OWNED || co__own(loop, task))) {
				if (extra) {
					extra->is_counted = loop->hot.debug;
					extra->after = after;
					extra->after_arg = arg;
					extra->where = where;
				}
				if (handle != HANDLE_NONE) co__retain(task);
				task->lone = handle == HANDLE_LONE;
				return task;
			}
			co__let_go_of_arguments(task);
			co__unqueue(loop, &task->item);
			loop->hot.alive--;
			loop->hot.next_id--;
			co__future_unregister(task);
		}
		co__object_free(object);
	} else {
		co__take_lost_call();
	}
	co_future *failed = co__failed(loop, message ? CO_ESTATE : CO_ENOMEM, message, handle);
	if (after) after(arg);
	return failed;
}

/* What a form of the user's spawns: refused where the loop takes nothing more. */
static co_task *spawn(co_loop *loop, co_coro *object, enum co__handle handle, void (*after)(void *arg), void *arg, const char *where,
                      const char *form) {
	if (co__is_taking(loop, form)) return co__spawn_task(loop, object, handle, after, arg, where);
	co__consume(object);
	if (after) after(arg);
	return co__of_no_loop();
}

co_task *co__spawn(co_coro *object, const char *where) {
	return spawn(co__loop_for("co_spawn"), object, HANDLE_OWNED, NULL, NULL, where, "co_spawn");
}
co_task *co__spawn_on(co_loop *loop, co_coro *object, const char *where) {
	return spawn(loop, object, HANDLE_OWNED, NULL, NULL, where, "co_spawn_on");
}
co_task *co__spawn_with(co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return spawn(co__loop_for("co_spawn_with"), object, HANDLE_OWNED, fn, arg, where, "co_spawn_with");
}
co_task *co__spawn_lone(co_coro *object, const char *where) {
	return spawn(co__loop_for("co_spawn"), object, HANDLE_LONE, NULL, NULL, where, "co_spawn");
}
co_task *co__spawn_on_lone(co_loop *loop, co_coro *object, const char *where) {
	return spawn(loop, object, HANDLE_LONE, NULL, NULL, where, "co_spawn_on");
}
co_task *co__spawn_with_lone(co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return spawn(co__loop_for("co_spawn_with"), object, HANDLE_LONE, fn, arg, where, "co_spawn_with");
}

co_step co__go_on_or_raise(co_loop *loop, co_coro *object, const char *where) {
	return co__made(spawn(loop, object, HANDLE_NONE, NULL, NULL, where, "co_go_on"));
}
co_step co__go_or_raise(co_coro *object, const char *where) {
	co_loop *loop = co__loop_for("co_go");
	if (CO__UNLIKELY(!object || !co__is_call(object) || object->type->handles || loop->hot.debug || loop->hot.is_over ||
	                 !co__room_for_task(loop)))
		return co__made(spawn(loop, object, HANDLE_NONE, NULL, NULL, where, "co_go"));
	begin(loop, object);
	return CO__RETURN_VOID();
}

/* Nobody holds what co_go could not start: its error is told now. */
static void tell_not_started(co_loop *loop, const co_task *task) {
	if (task == &loop->no_memory.future) co__refuse(loop, "co_go", "no memory: a task was not started");
}
void co__go_on(co_loop *loop, co_coro *object, const char *where) {
	co_task *task = spawn(loop, object, HANDLE_NONE, NULL, NULL, where, "co_go_on");
	if (co__is_open(loop, NULL)) tell_not_started(loop, task);
}
void co__go(co_coro *object, const char *where) {
	co_loop *loop = co__loop_for("co_go");
	tell_not_started(loop, spawn(loop, object, HANDLE_NONE, NULL, NULL, where, "co_go"));
}
void co__go_anyway(co_loop *loop, co_coro *object, const char *where) {
	tell_not_started(loop, co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, where));
}
