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

void co__consume(void *thing) {
	if (!thing || co__is_future(thing)) return;
	co_coro *object = thing;
	if (is_call(object)) co__object_free(object);
}

co_task *co__spawn_task(co_loop *loop, co_coro *object, enum co__handle handle, void (*after)(void *arg), void *arg,
                        const char *where) {
	co__inbox_first(loop);
	const char *message = NULL;
	if (object && !is_call(object)) {
		object = NULL;
		message = "not a call of an async function, or one that was started already";
	} else if (object) {
		if (co__room_for_task(loop)) {
			co_task *task = begin(loop, object);
			struct co__extra *extra = after || CO__UNLIKELY(loop->hot.debug) ? co__future_make_extra(task) : NULL;
			if ((extra || !after) && (handle != HANDLE_OWNED || co__own(loop, task))) {
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
			co__unqueue(loop, &task->item);
			loop->hot.alive--;
			loop->hot.next_id--;
			co__future_unregister(task);
		}
		co__object_free(object);
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
	if (CO__UNLIKELY(!object || !is_call(object) || loop->hot.debug || !co__room_for_task(loop)))
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
void co__go_anyway(co_loop *loop, co_coro *object) {
	tell_not_started(loop, co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, NULL));
}

co_future *co__future_for(co_loop *loop, void *thing) {
	if (!thing) return &loop->no_memory.future;
	if (co__is_future(thing)) return thing;
	co_coro *object = thing;
	if (object->flags & CO__IS_TASK) return co__task_of(object); /* given twice */
	return co__spawn_task(loop, object, HANDLE_NONE, NULL, NULL, NULL);
}

/* What a task gathers it will await: whatever is another loop's is refused, and not what is its own. */
co_loop *co__loop_of_things(void *const *things, size_t count, const char *form) {
	co_task *task = co__running();
	if (task) return co__loop_of(task);
	for (size_t i = 0; i < count; i++)
		if (things[i] && co__is_future(things[i])) return co__loop_of(things[i]);
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
	return co__error_make(CO_ESTATE, "%s: futures of different loops, of another one: %s", form, co__stranger(stranger, text));
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
	if (CO__UNLIKELY(loop->hot.debug)) co__locks_left(task);
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
	loop->hot.alive--; /* the room for it is not needed any more */
	co__release(task);
}

/* What nobody holds, waits for, has named or asked to end is gone at once. */
static inline void finish(co_loop *loop, co_task *task, co_step step) {
	loop->hot.running = NULL;
	/* The state is in none of the loads: step.h. */
	bool known = step.status != CO__RETURNED || task->index != UNLISTED || co__waiters(task);
	if (!known) known = task->references != 1;
	if (!known) known = task->must_cancel || task->kept;
	if (CO__UNLIKELY(known || loop->hot.debug)) {
		finish_known(loop, task, step);
		return;
	}
	loop->hot.alive--;
	co_coro *object = co__root(task);
	if (CO__UNLIKELY(object->type->kind != CO__ASYNC || !co__fits_pool(object, object->pool)))
		co__object_free(object);
	else
		co__give_pooled(object, co__align_up(CO__TASK_ROOM, object->type->frame_align), object->pool);
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

/* What is rare in a step: an object that begins, a frame of an async generator, a value that nobody takes. `*at` is the frame that left
 * it. */
CO__COLD static co_step run_on(co_coro **at, co_coro *root, co_step step) {
	co_coro *frame = *at;
	step = co__run_step(&frame, root, step);
	while (CO__UNLIKELY(step.status == CO__YIELDED))
		step = co__run(&frame, root, NULL, co__error_new(CO_ESTATE, "yields to a task, which takes no values"));
	*at = frame;
	return step;
}

/* Two words that are not to become a vector: gcc makes it by way of memory, and the load waits for both stores. */
#if defined __GNUC__
#define IN_REGISTERS(a, b) __asm__("" : "+r"(a), "+r"(b))
#else
#define IN_REGISTERS(a, b) (void)0
#endif

/* One step of a task; `loop->hot.running` is still the task where that goes on waiting. */
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
	loop->hot.running = task;
	/* The trampoline for what is common; co__run is the general one. */
	co_step left;
	if (frame->state)
		left = frame->type->resume(frame, NULL, error);
	else
		left = CO__UNLIKELY(error != NULL) ? CO__RAISE(error) : frame->type->first(frame);
	uint64_t status = left.status, value = left.value;
	IN_REGISTERS(status, value);
	while (CO__UNLIKELY(status != CO__SUSPENDED)) {
		if (CO__UNLIKELY(status > CO__SUSPENDED)) {
			co_coro *at = frame;
			left = run_on(&at, root, CO__STEP(status, value));
			frame = at;
		} else if (frame == root) {
			finish(loop, task, CO__STEP(status, value));
			return;
		} else {
			frame = frame->awaiter;
			left = frame->type->resume(frame, NULL, status == CO__RAISED ? (co_error *)(uintptr_t)value : NULL);
		}
		status = left.status;
		value = left.value;
		IN_REGISTERS(status, value);
	}
	if (CO__UNLIKELY(task->state == STATE_RUNNING))
		co__host_fatal("suspended without anything to wake it:", root->type->name, 0, 0, NULL);
}

void co__task_run(co_loop *loop, struct co__item *item) {
	co_task *task = (co_task *)(void *)item;
	run_task(loop, task);
	if (loop->hot.running != task) return;
	loop->hot.running = NULL;
	if (CO__UNLIKELY(loop->hot.debug)) co__look_for_ring(task);
}

/* What is no task, or may be looked at in debug mode. */
static void run_other(co_loop *loop, struct co__item *item) {
	loop->hot.running = NULL;
	if (loop->hot.debug)
		co__run_watched(loop, item);
	else
		((const struct co__item_type *)item->type)->run(loop, item);
}

unsigned co__run_items(co_loop *loop, unsigned budget) {
	unsigned count = 0;
	do {
		loop->hot.last = loop->hot.ready.tail;
		do {
			struct co__item *item = loop->hot.ready.head;
			if (item == loop->hot.last) loop->hot.last = NULL;
			loop->hot.ready.head = item->next;
			CO__PREFETCH(item->next);
			if (CO__UNLIKELY(item->type != &loop->hot.futures.type || loop->hot.special))
				run_other(loop, item);
			else
				run_task(loop, (co_task *)(void *)item);
			count++;
		} while (loop->hot.last);
	} while (loop->hot.ready.head && count < budget && !loop->hot.timer_count && !loop->hot.special && co__inbox_empty(loop));
	loop->hot.running = NULL;
	return count;
}

static void interrupt(co_task *task);

/* Rare: it has no place in the table, or is asked to end. */
CO__COLD static co_step suspend_slowly(co_task *task, enum co__state state) {
	if (state == STATE_WAITING) co__list(task);
	if (task->must_cancel) interrupt(task);
	return (co_step){ CO__SUSPENDED, 0 };
}

co_step co__suspend(co_coro *leaf) {
	co_task *task = co__current->hot.running;
	task->u.leaf = leaf;
	task->state = STATE_WAITING;
	if (CO__UNLIKELY(task->index == UNLISTED || task->must_cancel)) return suspend_slowly(task, STATE_WAITING);
	return (co_step){ CO__SUSPENDED, 0 };
}

co_step co__suspend_asleep(co_coro *leaf) {
	co_task *task = co__current->hot.running;
	task->u.leaf = leaf;
	task->state = STATE_ASLEEP;
	if (CO__UNLIKELY(task->must_cancel)) return suspend_slowly(task, STATE_ASLEEP);
	return (co_step){ CO__SUSPENDED, 0 };
}

co_step co__wait_checkpoint(co_coro *leaf) {
	co_loop *loop = co__current;
	co_task *task;
	if (CO__UNLIKELY(!loop || !(task = loop->hot.running))) return co__no_task();
	task->u.leaf = leaf;
	task->state = STATE_READY;
	task->item.next = NULL;
	/* As co__push in a turn. */
	if (loop->hot.ready.head)
		loop->hot.ready.tail->next = &task->item;
	else
		loop->hot.ready.head = &task->item;
	loop->hot.ready.tail = &task->item;
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
	co__count_request(task);
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
	if (!future) return false;
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
	co__count_request(task);
	co__deliver(task);
}

int co_cancelling(co_task *task) { return task ? task->cancels : co__no_handle("co_cancelling"); }

int co_uncancel(co_task *task) {
	if (!task) return co__no_handle("co_uncancel");
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
	if (!co__is_open(loop, "co_all_tasks")) return 0;
	co__list_all(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_future *future = co__future_at(loop, i);
		if (!future || future->role != ROLE_TASK || co__is_done(future)) continue;
		if (count < cap) out[count] = future;
		count++;
	}
	return count;
}

void co_task_set_name(co_task *task, const char *name) {
	if (!task) co__no_handle("co_task_set_name");
	if (!task || task == &co__loop_of(task)->no_memory.future) return;
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
