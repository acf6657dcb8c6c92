/* co_group: tasks that end before the block that they belong to does; asyncio's TaskGroup, in its order of turns.
 *
 * In: calls to be spawned, by the body, by its tasks or by plain functions; the error that the body ends with. Out: the
 * errors of all, the first one first, the others behind co_error_next.
 *
 * The group hears of a task's end in the turn after. The first failure cancels the others, and the body by a
 * cancellation of the block's own; the exit waits for all tasks, also when it is cancelled meanwhile. A cancellation
 * from outside goes on outward unless there are errors, which come first; it is then asked for again.
 *
 * What must hold: a task's link is made when it is spawned, so that hearing of its end allocates nothing; links of
 * tasks that failed are kept for their errors until the block ends. */
#include "internal.h"

#define FRAME_OF(block) ((struct co__co_group_frame *)(void *)((unsigned char *)(block)-offsetof(struct co__co_group_frame, co__block)))

struct co__group_child {
	struct co__item item;
	struct co__co_group_frame *frame; /* NULL: the group is gone */
	co_task *task;
	struct co__group_child *next, *previous;
	struct co__seen seen; /* of the last one: who holds the group */
};

static struct co__co_group_frame *frame_of(co_group *group) {
	return (struct co__co_group_frame *)(void *)((unsigned char *)group - offsetof(struct co__co_group_frame, co__group));
}

/* ---- rings ---- */

static void append(struct co__group_child **last, struct co__group_child *child) {
	if (*last) {
		child->previous = *last;
		child->next = (*last)->next;
		(*last)->next->previous = child;
		(*last)->next = child;
	} else {
		child->next = child->previous = child;
	}
	*last = child;
}

static void take_out(struct co__group_child **last, struct co__group_child *child) {
	if (child->next == child) {
		*last = NULL;
		return;
	}
	child->next->previous = child->previous;
	child->previous->next = child->next;
	if (*last == child) *last = child->previous;
}

static void free_child(struct co__group_child *child) {
	co__release(child->task);
	co__free(child);
}

/* ---- who waits for the tasks ---- */

static const struct co__item_type child_type;

static struct co__group_child *child_of(const struct co__item *item) { return (struct co__group_child *)(uintptr_t)item; }

co_task *co__group_waiting(const struct co__item *item) {
	if (item->type != &child_type.type) return NULL;
	return child_of(item)->frame->co__block.co__task;
}

co_task *co__group_child_at(const struct co__item *item) { return child_of(item)->task; }
bool co__group_is_ending(const struct co__item *item) { return child_of(item)->frame->co__group.co__ending; }
bool co__group_is_left_at(const struct co__item *item, const co_coro *leaf) {
	return &child_of(item)->frame->co__coro == leaf;
}

co_task *co__group_next_awaited(co_coro *exit, struct co__group_child **at) {
	struct co__group_child *last = ((struct co__co_group_frame *)(void *)exit)->co__group.co__children;
	if (!last || *at == last) return NULL;
	*at = *at ? (*at)->next : last->next;
	return (*at)->task;
}

bool co__has_ending_group(const co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer) {
		if (block->co__kind != BLOCK_GROUP) continue;
		const co_group *group = &FRAME_OF(block)->co__group;
		if (group->co__children && (group->co__ending || group->co__ending_below)) return true;
	}
	return false;
}

struct co__seen *co__group_seen(const co_task *task) {
	for (struct co__block *block = co__blocks_of(task); block; block = block->co__outer)
		if (block->co__kind == BLOCK_GROUP && FRAME_OF(block)->co__group.co__children)
			return &FRAME_OF(block)->co__group.co__children->seen;
	return NULL;
}

/* The groups that it is in, by its holder and by whoever holds that, know it from then on. */
static void tell_outer_groups(const co_task *holder) {
	const struct co__item *last;
	while (holder && (last = co__waiters(holder)) && last->next->type == &child_type.type) {
		struct co__co_group_frame *outer = child_of(last->next)->frame;
		if (outer->co__group.co__ending_below) return;
		outer->co__group.co__ending_below = true;
		holder = outer->co__block.co__task;
	}
}

/* ---- the tasks ---- */

static void cancel_tasks(co_group *group) {
	group->co__ending = true;
	tell_outer_groups(frame_of(group)->co__block.co__task);
	struct co__group_child *child = group->co__children;
	if (!child) return;
	co_loop *loop = co__loop_of(child->task);
	co__many_begin(loop);
	/* Nothing of the user's runs here but hooks of co_future_on_cancel, which end no task before its turn. */
	do {
		child = child->next;
		if (!co__is_done(child->task)) co_cancel(child->task);
	} while (child != group->co__children);
	co__many_end(loop);
}

/* Ends the body, by a cancellation that the exit takes back. */
static void interrupt_body(struct co__co_group_frame *frame) {
	if (frame->co__group.co__asked) return;
	frame->co__group.co__asked = true;
	co__block_cancel(&frame->co__block);
}

static void heard_of(co_loop *loop, struct co__item *item) {
	(void)loop;
	struct co__group_child *child = (struct co__group_child *)(void *)item;
	struct co__co_group_frame *frame = child->frame;
	struct co_group *group = &frame->co__group;
	take_out(&group->co__children, child);
	if (group->co__waiting && !group->co__children) co__wake(frame->co__block.co__task);
	if (child->task->state != STATE_FAILED) {
		free_child(child);
		return;
	}
	child->task->retrieved = 1;
	append(&group->co__failed, child);
	if (!group->co__exiting) group->co__before++;
	if (!group->co__ending) {
		cancel_tasks(group);
		interrupt_body(frame);
	}
}

static void drop_child(struct co__item *item) { co__free(item); }

static const struct co__item_type child_type = {
	.type = { .name = "group", .kind = CO__ITEM, .abi = CO__ABI },
	.run = heard_of,
	.drop = drop_child,
};

/* Told as what it is: no handle of a group. */
static co_task *spawn_nowhere(co_coro *object, void (*fn)(void *arg), void *arg, enum co__handle handle) {
	co__consume(object);
	co__null("co_group_spawn", "group");
	if (fn) fn(arg);
	co_future *failed = co__current ? co__failed(co__current, CO_ESTATE, "co_group_spawn: the group is NULL", handle) : co__of_no_loop();
	failed->retrieved = 1;
	return failed;
}

static co_task *spawn(co_group *group, co_coro *object, void (*fn)(void *arg), void *arg, const char *where,
                      enum co__handle handle) {
	if (!group) return spawn_nowhere(object, fn, arg, handle);
	struct co__co_group_frame *frame = frame_of(group);
	co_loop *loop = co__loop_of(frame->co__block.co__task);
	const char *refusal = group->co__ending                            ? "co_group_spawn: the group is being cancelled"
	                      : group->co__exiting && !group->co__children ? "co_group_spawn: the group has ended"
	                                                                   : NULL;
	struct co__group_child *child = refusal ? NULL : co__alloc(sizeof *child);
	if (!child) {
		if (object) co__consume(object);
		co_future *failed = co__failed(loop, refusal ? CO_ESTATE : CO_ENOMEM, refusal, handle);
		failed->retrieved = 1; /* the group's own error tells why it ends */
		if (fn) fn(arg);
		return failed;
	}
	co_task *task = co__spawn_task(loop, object, handle, fn, arg, where);
	if (task == &loop->no_memory.future) {
		co__free(child);
		return task;
	}
	*child = (struct co__group_child){ .item.type = &child_type.type, .frame = frame, .task = task };
	co__retain(task);
	append(&group->co__children, child);
	co__await_item(task, &child->item);
	return task;
}

co_task *co__group_spawn(co_group *group, co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return spawn(group, object, fn, arg, where, HANDLE_OWNED);
}
co_task *co__group_spawn_lone(co_group *group, co_coro *object, void (*fn)(void *arg), void *arg, const char *where) {
	return spawn(group, object, fn, arg, where, HANDLE_LONE);
}

void co_group_cancel(co_group *group) {
	if (!group) {
		co__null("co_group_cancel", "group");
		return;
	}
	struct co__co_group_frame *frame = frame_of(group);
	if (group->co__ending || (group->co__exiting && !group->co__children)) return;
	cancel_tasks(group);
	if (!group->co__exiting) interrupt_body(frame);
}

/* ---- the block ---- */

co_step co__co_group_enter_start(struct co__co_group_frame *frame) {
	co_step step = co__block_enter(&frame->co__block, BLOCK_GROUP);
	if (!co__has_returned(step)) return step;
	frame->co__group = (co_group){ .co__cancels = co__delivered(frame->co__block.co__task) };
	frame->co__why = NULL;
	return step;
}

/* Appends an error, and those of a group that came with it. Where it stands alone it is itself, else a copy: it is
 * others' too, and must not get a successor in their eyes. */
struct errors {
	co_error *first, *last;
};

static void add_error(struct errors *errors, const co_error *error, bool alone) {
	if (alone) {
		errors->first = co_error_copy(error);
		return;
	}
	for (; error; error = error->co__next) {
		co_error *copy = co__error_clone(error);
		if (errors->first)
			co__error_append(errors->last, copy);
		else
			errors->first = errors->last = copy;
		if (errors->last->co__next) errors->last = errors->last->co__next;
	}
}

/* All errors in the order they came; NULL: none. The links are freed. */
static co_error *collect(co_group *group, const co_error *body) {
	struct errors errors = { NULL, NULL };
	bool alone = group->co__failed ? group->co__failed->next == group->co__failed && !body : true;
	for (uint32_t n = 0; group->co__failed; n++) {
		struct co__group_child *child = group->co__failed->next;
		if (n == group->co__before && body) add_error(&errors, body, alone), body = NULL;
		add_error(&errors, co__error_of(child->task), alone);
		take_out(&group->co__failed, child);
		free_child(child);
	}
	if (body) add_error(&errors, body, alone);
	return errors.first;
}

/* Every task is done. */
static co_step conclude(struct co__co_group_frame *frame) {
	struct co_group *group = &frame->co__group;
	co_task *task = frame->co__block.co__task;
	co_error *why = frame->co__why;
	co_error *cancelled = why && why->code == CO_ECANCELED ? why : NULL;
	frame->co__why = NULL;
	if (group->co__asked) co_uncancel(task);
	if (group->co__asked && cancelled && co__requests(task) <= group->co__cancels) {
		co_error_free(cancelled);
		why = cancelled = NULL;
	}
	co__block_leave(&frame->co__block);
	co_error *errors = collect(group, cancelled ? NULL : why);
	if (!errors) return cancelled ? CO__RAISE(cancelled) : CO__RETURN_VOID();
	co_error_free(why);
	if (co__requests(task) > group->co__cancels) {
		/* The request from outside, which the errors have taken the place of, is delivered at the next suspension. */
		co_uncancel(task);
		co_cancel(task);
	}
	return CO__RAISE(errors);
}

static co_step wait_for_tasks(struct co__co_group_frame *frame) {
	if (!frame->co__group.co__children) return conclude(frame);
	co__stand(&frame->co__coro, CO__WAITING);
	frame->co__group.co__waiting = true;
	return co__suspend(&frame->co__coro);
}

co_step co__co_group_exit_start(struct co__co_group_frame *frame, co_error *why) {
	struct co_group *group = &frame->co__group;
	if (!frame->co__block.co__task) return why ? CO__RAISE(why) : CO__RETURN_VOID();
	co__began(&frame->co__coro, &co__co_group_exit_type);
	group->co__exiting = true;
	frame->co__why = why;
	if (why && !group->co__ending) cancel_tasks(group);
	return wait_for_tasks(frame);
}

static co_step resume_exit(co_coro *self, const void *in, co_error *error) {
	(void)in;
	struct co__co_group_frame *frame = (struct co__co_group_frame *)(void *)self;
	frame->co__group.co__waiting = false;
	/* Also where the tasks are ending already: a request from outside then goes on outward, the group's own is
	 * dropped in the end. */
	if (error && (!frame->co__why || !frame->co__group.co__ending)) {
		co_error_free(frame->co__why);
		frame->co__why = error;
	} else {
		co_error_free(error);
	}
	if (error && !frame->co__group.co__ending) cancel_tasks(&frame->co__group);
	return wait_for_tasks(frame);
}

/* The tasks are asked to end when the exit goes on, one turn later, as in asyncio; then it waits again. */
static bool cancel_exit(co_coro *self) {
	((struct co__co_group_frame *)(void *)self)->co__group.co__waiting = false;
	return true;
}

const co_type co__co_group_exit_type = {
	.name = "co_group",
	.resume = resume_exit,
	.cancel = cancel_exit,
	.frame_size = sizeof(struct co__co_group_frame),
	.frame_align = _Alignof(struct co__co_group_frame),
	.kind = CO__AWAITABLE,
	.abi = CO__ABI,
};

void co__group_lost(struct co__block *block) {
	struct co__co_group_frame *frame = FRAME_OF(block);
	struct co_group *group = &frame->co__group;
	co_error_free(frame->co__why);
	frame->co__why = NULL;
	while (group->co__failed) {
		struct co__group_child *child = group->co__failed->next;
		take_out(&group->co__failed, child);
		co__free(child);
	}
}
