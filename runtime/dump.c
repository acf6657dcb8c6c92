/* co_dump_tasks: what every task waits for.
 *
 * In: a loop. Out: per task, oldest first, a line with its name and state, then its frames, innermost first, with
 * file:line. Allocates nothing. */
#include "internal.h"

static const char *state_of(const co_loop *loop, const co_task *task) {
	if (task == loop->hot.running) return "running";
	switch ((enum co__state)task->state) {
	case STATE_CREATED: return task->must_cancel ? "not begun, being cancelled" : "not begun";
	case STATE_READY: return task->must_cancel || task->raise ? "ready, being cancelled" : "ready";
	default: return task->must_cancel ? "waiting, being cancelled" : "waiting";
	}
}

static void print_awaited(const co_future *awaited, FILE *to) {
	static const char *const what[] = { "a future", "task", "a gather", "a wait" };
	char buffer[24];
	fprintf(to, "    await of %s", what[awaited->role]);
	if (awaited->role == ROLE_TASK)
		fprintf(to, " %s '%s'", co__name_of(awaited, buffer), co__root((co_task *)(uintptr_t)awaited)->type->name);
	fputc('\n', to);
}

static void print_frame(co_coro *frame, FILE *to) {
	const co_type *type = frame->type;
	if (type == &co__co_future_wait_type && frame->state) {
		print_awaited(((struct co__co_future_wait_frame *)(void *)frame)->co__result, to);
		return;
	}
	if (type->sites && frame->state < type->site_count && type->sites[frame->state].how >= CO__FOR_SLEEP)
		fprintf(to, "    %s\n", type->sites[frame->state].how == CO__FOR_SLEEP ? "co_sleep" : "co_checkpoint");
	fprintf(to, "    %s", type->name);
	if (type->file && *type->file && type->sites && frame->state < type->site_count)
		fprintf(to, " at %s:%u", type->file, type->sites[frame->state].line);
	fputc('\n', to);
}

void co_dump_tasks(co_loop *loop, FILE *to) {
	if (!co__is_open(loop, "co_dump_tasks")) return;
	if (!to) {
		co__refuse(loop, "co_dump_tasks", "the file is NULL");
		return;
	}
	co__list_all(loop);
	for (uint32_t i = 0; i < loop->hot.table_count; i++) {
		co_task *task = co__future_at(loop, i);
		if (!task || task->role != ROLE_TASK || co__is_done(task)) continue;
		char buffer[24];
		fprintf(to, "%s '%s', %s\n", co__name_of(task, buffer), co__root(task)->type->name, state_of(loop, task));
		if (task->state == STATE_CREATED || task == loop->hot.running) continue;
		for (co_coro *frame = task->u.leaf; frame; frame = co__outer(task, frame)) print_frame(frame, to);
	}
}
