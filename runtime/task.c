/* Tasks: spawning, the steps they run in, how they end, and cancellation.
 *
 * In: objects of async functions that have not begun. Out: futures of their results.
 *
 * A task is pushed when it is spawned and each time what its leaf waits for has happened; one step of it runs the leaf
 * on, then whoever awaits what has ended (co__run), until something suspends again.
 *
 * A cancellation is asyncio's. A request is counted. A waiting task's wait is taken back at once, or the request goes
 * on to what it awaits, whose end then decides; a task that is ready, runs or has not begun keeps the request until its
 * next step or suspension (must_cancel), and co_uncancel can withdraw it until then. Where an operation cannot be taken
 * back (its cancel hook says so), the request is held until its result was delivered.
 *
 * What must hold: a task that is not done has a reference of its own; no step runs inside another. */
#include "internal.h"

#include <string.h>

co_task *co_current_task(void) { return co__running(); }

/* ---- spawning ---- */

static inline bool is_call(const co_coro *object) {
	uint8_t kind = object->type->kind;
	return (kind == CO__ASYNC || kind == CO__AWAITABLE) && object->state == 0 && !object->awaiter &&
	       object->flags == CO__OBJECT;
}

/* The task of a call, which begins in the next turn. There is room for it. */
static inline co_task *begin(co_loop *loop, co_coro *object) {
	co_task *task = co__task_of(object);
	*task = (co_task){
		.item.type = &loop->futures.type,
		.u.leaf = object,
		.index = UNLISTED,
		.id = ++loop->next_id,
		.references = 1,
		.role = ROLE_TASK,
		.state = STATE_CREATED,
	};
	co__tell(&co__object_given, object);
	object->flags = CO__OBJECT | CO__IS_TASK;
	loop->unlisted++;
	loop->alive++;
	co__push(loop, &task->item);
	return task;
}

void co__consume(void *thing) {
	if (!thing || co__is_future(thing)) return;
	co_coro *object = thing;
	if (is_call(object)) co__free_object(object);
}

co_task *co__spawn_task(co_loop *loop, co_coro *object, enum co__handle handle, void (*after)(void *arg), void *arg,
                        const char *where) {
	if (!co__is_open(loop, "co_spawn_on")) {
		co__consume(object);
		if (after) after(arg);
		return co__of_no_loop();
	}
	const char *message = NULL;
	if (object && !is_call(object)) {
		object = NULL;
		message = "not a call of an async function, or one that was started already";
	} else if (object) {
		if (co__room_for_task(loop)) {
			co_task *task = begin(loop, object);
			struct co__extra *extra = after || CO__UNLIKELY(loop->debug) ? co__future_make_extra(task) : NULL;
			if ((extra || !after) && (handle != HANDLE_OWNED || co__own(loop, task))) {
				if (extra) {
					extra->after = after;
					extra->after_arg = arg;
					extra->where = where;
				}
				if (handle != HANDLE_NONE) co__retain(task);
				return task;
			}
			co__unqueue(loop, &task->item);
			loop->alive--;
			loop->next_id--;
			co__future_unregister(task);
		}
		co__free_object(object);
	}
	co_future *failed = co__failed(loop, message ? CO_ESTATE : CO_ENOMEM, message, handle);
	if (after) after(arg);
	return failed;
}

co_task *co__spawn(co_coro *object, const char *where) {
	return co__spawn_task(co__loop_for("co_spawn"), object, HANDLE_OWNED, NULL, NULL, where);
}
co_task *co__spawn_on(co_loop *loop, co_coro *object, const char *where) {
	return co__spawn_task(loop, object, HANDLE_OWNED, NULL, NULL, where);
}
co_task *co__spawn_with(co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return co__spawn_task(co__loop_for("co_spawn_with"), object, HANDLE_OWNED, fn, arg, where);
}
co_task *co__spawn_lone(co_coro *object, const char *where) {
	return co__spawn_task(co__loop_for("co_spawn"), object, HANDLE_LONE, NULL, NULL, where);
}
co_task *co__spawn_on_lone(co_loop *loop, co_coro *object, const char *where) {
	return co__spawn_task(loop, object, HANDLE_LONE, NULL, NULL, where);
}
co_task *co__spawn_with_lone(co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return co__spawn_task(co__loop_for("co_spawn_with"), object, HANDLE_LONE, fn, arg, where);
}

co_step co__go_on_or_raise(co_loop *loop, co_coro *object, const char *where) {
	return co__made(co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, where));
}
co_step co__go_or_raise(co_coro *object, const char *where) {
	co_loop *loop = co__loop_for("co_go");
	if (CO__UNLIKELY(!object || !is_call(object) || loop->debug || !co__room_for_task(loop)))
		return co__go_on_or_raise(loop, object, where);
	begin(loop, object);
	return CO__RETURN_VOID();
}

/* Nobody holds what co_go could not start: its error is told now. */
void co__go_on(co_loop *loop, co_coro *object, const char *where) {
	co_step step = co__go_on_or_raise(loop, object, where);
	if (co__has_raised(step) && co__step_error(step)->code == CO_ENOMEM)
		fputs("cogen: no memory: a task of co_go was not started\n", stderr);
}
void co__go(co_coro *object, const char *where) { co__go_on(co__loop_for("co_go"), object, where); }

co_future *co__future_for(co_loop *loop, void *thing) {
	if (!thing) return &loop->no_memory.future;
	if (co__is_future(thing)) return thing;
	co_coro *object = thing;
	if (object->flags & CO__IS_TASK) return co__task_of(object); /* given twice */
	return co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, NULL);
}

co_loop *co__loop_of_things(void *const *things, size_t count, const char *form) {
	for (size_t i = 0; i < count; i++)
		if (things[i] && co__is_future(things[i])) return co__loop_of(things[i]);
	return co__loop_for(form);
}

/* ---- steps ---- */

static co_error *cancelled_error(co_task *task) {
	co_error *error = co__error_new(CO_ECANCELED, NULL);
	co__error_set_origin(error, task);
	return error;
}

CO__COLD static void finish_known(co_loop *loop, co_task *task, co_step step) {
	enum co__state state = STATE_RETURNED;
	co_error *error = NULL;
	if (step.status == CO__RAISED) {
		error = co__step_error(step);
		state = error->code == CO_ECANCELED ? STATE_CANCELLED : STATE_FAILED;
	} else if (task->must_cancel || task->kept) {
		error = cancelled_error(task);
		state = STATE_CANCELLED;
	}
	task->must_cancel = task->held = task->kept = task->masked = 0;
	loop->alive--;
	if (CO__UNLIKELY(loop->debug)) co__locks_left(task);
	if (CO__UNLIKELY(co__blocks_of(task) != NULL)) co__blocks_end(task);
	co__complete(task, state, error);
	struct co__extra *extra = co__future_extra(task);
	if (extra) {
		void (*after)(void *arg) = extra->after;
		extra->after = NULL;
		co__owned_end(&extra->owned);
		if (after) after(extra->after_arg);
	}
	if (task->references > 1) co__list(task);
	co__release(task);
}

/* What nobody holds, waits for, has named or asked to end is gone at once. */
static inline void finish(co_loop *loop, co_task *task, co_step step) {
	loop->running = NULL;
	bool known = task->index != UNLISTED || task->references != 1 || task->must_cancel || task->kept || co__waiters(task);
	if (CO__UNLIKELY(known || step.status != CO__RETURNED || loop->debug)) {
		finish_known(loop, task, step);
		return;
	}
	loop->alive--;
	loop->unlisted--;
	co__free_call(co__root(task));
}

/* The error that a step begins with; NULL: none. */
CO__COLD static co_error *interruption(co_task *task) {
	co_error *error = NULL;
	if (!task->held) {
		error = cancelled_error(task);
		task->raise = task->must_cancel = 0;
	}
	task->held = 0;
	return error;
}

/* What is rare in a step: an object that begins, a frame of an async generator, a value that nobody takes. */
CO__COLD static co_step run_on(co_coro *frame, co_coro *root, co_step step) {
	step = co__run_step(&frame, root, step);
	while (CO__UNLIKELY(step.status == CO__YIELDED))
		step = co__run(&frame, root, NULL, co__error_new(CO_ESTATE, "yields to a task, which takes no values"));
	return step;
}

/* One step of a task; `loop->running` is still the task where that goes on waiting. */
CO__ALWAYS_INLINE static inline void run_task(co_loop *loop, co_task *task) {
	co_error *error = NULL;
	if (CO__UNLIKELY(task->due || task->raise || task->must_cancel)) {
		if (task->due) { /* the turn in which its timer ran; the task goes on in the next one */
			task->due = 0;
			co__push(loop, &task->item);
			return;
		}
		error = interruption(task);
	}
	co_coro *root = co__root(task), *frame = task->u.leaf;
	task->state = STATE_RUNNING;
	loop->running = task;
	co_step step;
	/* The trampoline for what is common; co__run is the general one. */
	if (frame->state)
		step = frame->type->resume(frame, NULL, error);
	else
		step = CO__UNLIKELY(error != NULL) ? CO__RAISE(error) : frame->type->first(frame);
	while (co__has_ended(step) && frame != root) {
		frame = frame->awaiter;
		step = frame->type->resume(frame, NULL, co__has_raised(step) ? co__step_error(step) : NULL);
	}
	if (CO__UNLIKELY(step.status > CO__SUSPENDED)) step = run_on(frame, root, step);
	if (co__has_ended(step)) {
		finish(loop, task, step);
		return;
	}
	if (CO__UNLIKELY(task->state == STATE_RUNNING))
		co__host_fatal("suspended without anything to wake it:", root->type->name, 0, 0, NULL);
}

void co__task_run(co_loop *loop, struct co__item *item) {
	co_task *task = (co_task *)(void *)item;
	run_task(loop, task);
	if (loop->running != task) return;
	loop->running = NULL;
	if (CO__UNLIKELY(loop->debug)) co__look_for_ring(task);
}

/* What is no task, or may be looked at in debug mode. */
static void run_other(co_loop *loop, struct co__item *item) {
	loop->running = NULL;
	if (loop->debug)
		co__run_watched(loop, item);
	else
		((const struct co__item_type *)item->type)->run(loop, item);
}

unsigned co__run_items(co_loop *loop, unsigned budget) {
	unsigned count = 0;
	do {
		loop->last = loop->ready.tail;
		do {
			struct co__item *item = loop->ready.head;
			if (item == loop->last) loop->last = NULL;
			loop->ready.head = item->next;
			CO__PREFETCH(item->next);
			if (CO__UNLIKELY(item->type != &loop->futures.type || loop->special))
				run_other(loop, item);
			else
				run_task(loop, (co_task *)(void *)item);
			count++;
		} while (loop->last);
	} while (loop->ready.head && count < budget && !loop->timer_count && !loop->special && co__inbox_empty(loop));
	loop->running = NULL;
	return count;
}

static void interrupt(co_task *task);

static inline co_step suspend_in(co_task *task, co_coro *leaf, enum co__state state) {
	task->u.leaf = leaf;
	task->state = state & 7;
	if (CO__UNLIKELY(task->must_cancel)) interrupt(task);
	return (co_step){ CO__SUSPENDED, 0 };
}

co_step co__suspend(co_coro *leaf) {
	co_task *task = co__current->running;
	co__list(task);
	return suspend_in(task, leaf, STATE_WAITING);
}

co_step co__suspend_asleep(co_coro *leaf) { return suspend_in(co__current->running, leaf, STATE_ASLEEP); }

co_step co__wait_checkpoint(co_coro *leaf) {
	co_loop *loop = co__current;
	co_task *task;
	if (CO__UNLIKELY(!loop || !(task = loop->running))) return co__no_task();
	task->u.leaf = leaf;
	task->state = STATE_READY;
	task->item.next = NULL;
	/* As co__push in a turn. */
	if (loop->ready.head)
		loop->ready.tail->next = &task->item;
	else
		loop->ready.head = &task->item;
	loop->ready.tail = &task->item;
	return (co_step){ CO__SUSPENDED, 0 };
}

co_error *co__held_request(co_task *task) {
	if (!task->must_cancel) return NULL;
	task->must_cancel = 0;
	return cancelled_error(task);
}

void co__postpone(co_task *task, co_error *error) {
	co_error_free(error);
	task->must_cancel = 1;
}

co_step co__no_task(void) { return CO__RAISE(co__error_new(CO_ESTATE, "awaited where no task runs")); }

/* ---- cancellation ---- */

/* True: the task waits, and its wait has to be interrupted. */
static bool deliver(co_task *task) {
	if (co__is_waiting(task)) return !task->held;
	if (task->due) {
		/* It counts as asleep still: this cannot be withdrawn, and it goes on in the next turn as if it were woken now. */
		co_loop *loop = co__loop_of(task);
		co__unqueue(loop, &task->item);
		task->due = 0;
		task->raise = 1;
		co__push(loop, &task->item);
	} else {
		task->must_cancel = 1;
	}
	return false;
}

/* Counts a request, and delivers it. */
static bool request(co_task *task) {
	if (task->cancels < MOST_CANCELS) task->cancels++;
	if (CO__UNLIKELY(task->masked)) {
		co__keep_back(task);
		return false;
	}
	return deliver(task);
}

void co__deliver(co_task *task) {
	if (deliver(task)) interrupt(task);
}

static void undo_wait(co_task *task) {
	task->must_cancel = 0;
	task->raise = 1;
	co__wake(task);
}

/* Takes a wait back, or asks what is awaited to end. Tasks that await each other form a chain, or, deadlocked, a ring:
 * that is opened where it is noticed. */
static void interrupt(co_task *task) {
	co_task *mark = task;
	for (unsigned steps = 0, power = 1;;) {
		if (task->state == STATE_ASLEEP) {
			co__timer_remove(co__loop_of(task), &task->sleep.timer);
			undo_wait(task);
			return;
		}
		co_coro *leaf = task->u.leaf;
		if (leaf->type != &co__co_future_wait_type) {
			if (leaf->type->cancel && leaf->type->cancel(leaf))
				undo_wait(task);
			else
				task->must_cancel = task->held = 1;
			return;
		}
		co_future *awaited = ((struct co__co_future_wait_frame *)(void *)leaf)->co__result;
		if (awaited == mark || (awaited->role == ROLE_GATHER && co__gather_is_cancelling(awaited))) {
			co__unawait_item(awaited, &task->item);
			undo_wait(task);
			return;
		}
		task->must_cancel = 0;
		if (awaited->role != ROLE_TASK) {
			if (co_cancel(awaited) || co__is_done(awaited)) return;
			task->must_cancel = 1;
			task->held = awaited->role == ROLE_FUTURE;
			return;
		}
		if (!request(awaited)) return;
		task = awaited;
		if (++steps == power) {
			mark = task;
			steps = 0;
			power *= 2;
		}
	}
}

bool co_cancel(co_future *future) {
	if (co__is_done(future)) {
		future->retrieved = 1;
		return false;
	}
	switch ((enum co__role)future->role) {
	case ROLE_GATHER: return co__gather_cancel(future);
	case ROLE_WAIT: return co__wait_cancel(future);
	case ROLE_FUTURE: return co__plain_cancel(future);
	case ROLE_TASK: break;
	}
	if (request(future)) interrupt(future);
	return true;
}

void co__cancel_anyway(co_task *task) {
	if (!task->masked) {
		co_cancel(task);
		return;
	}
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) block->co__kept = 0;
	task->kept = 0;
	if (task->cancels < MOST_CANCELS) task->cancels++;
	co__deliver(task);
}

int co_cancelling(co_task *task) { return task->cancels; }

int co_uncancel(co_task *task) {
	if (task->cancels > 0 && --task->cancels == 0) {
		task->must_cancel = task->held = task->kept = 0;
		for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
			block->co__held = 0;
			block->co__kept = 0;
		}
	}
	return task->cancels;
}

/* ---- looking at tasks ---- */

size_t co_all_tasks(co_loop *loop, co_task **out, size_t cap) {
	size_t count = 0;
	co__list_all(loop);
	for (uint32_t i = 0; i < loop->table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future || future->role != ROLE_TASK || co__is_done(future)) continue;
		if (count < cap) out[count] = future;
		count++;
	}
	return count;
}

void co_task_set_name(co_task *task, const char *name) {
	if (task == &co__loop_of(task)->no_memory.future) return;
	struct co__extra *extra = co__future_make_extra(task);
	if (!extra) return;
	co__free(extra->name);
	size_t size = strlen(name) + 1;
	extra->name = co__alloc(size);
	if (extra->name) memcpy(extra->name, name, size);
}

void co__task_lost(co_task *task) {
	co__report_lost(task);
	co__locks_left(task);
	struct co__extra *extra = co__future_extra(task);
	if (extra && extra->after) {
		void (*after)(void *arg) = extra->after;
		extra->after = NULL;
		after(extra->after_arg);
	}
}
