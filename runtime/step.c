/* Steps: how tasks run, wait and end.
 *
 * In: tasks that are ready, whose leaf goes on; leaves that wait. Out: outcomes of tasks.
 *
 * A task is pushed when it is spawned and each time what its leaf waits for has happened; one step of it runs the leaf
 * on, then whoever awaits what has ended (co__run), until something suspends again.
 *
 * What must hold: no step runs inside another. */
#include "internal.h"

CO__COLD static void finish_known(co_loop *loop, co_task *task, co_step step) {
	enum co__state state = STATE_RETURNED;
	co_error *error = NULL;
	if (step.co__status == CO__RAISED) {
		error = co__step_error(step);
		state = error->code == CO_ECANCELED ? STATE_CANCELLED : STATE_FAILED;
	} else if (task->must_cancel || task->kept) {
		error = co__cancelled_error(task);
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
		co__let_go_of_arguments(task);
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
	bool known = step.co__status != CO__RETURNED || task->index != UNLISTED || co__waiters(task);
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
		error = co__cancelled_error(task);
		task->raise = task->must_cancel = 0;
	}
	task->held = 0;
	return error;
}

/* What is rare in a step: an object that begins, a frame of an async generator, a value that nobody takes. `*at` is
 * the frame that left it. */
CO__COLD static co_step run_on(co_coro **at, co_coro *root, co_step step) {
	co_coro *frame = *at;
	step = co__run_step(&frame, root, step);
	while (CO__UNLIKELY(step.co__status == CO__YIELDED))
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
	uint64_t status = left.co__status, value = left.co__value;
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
		status = left.co__status;
		value = left.co__value;
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

/* Rare: it has no place in the table, or is asked to end. */
CO__COLD static co_step suspend_slowly(co_task *task, enum co__state state) {
	if (state == STATE_WAITING) co__list(task);
	if (task->must_cancel) co__interrupt(task);
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

co_step co__no_task(void) { return CO__RAISE(co__error_new(CO_ESTATE, "awaited where no task runs")); }
