/* Tasks as others see them: which one runs, which there are, their names, and what is told of one that is lost.
 * Their beginning is in spawn.c, their steps and their end in step.c, their cancellation in cancel.c. */
#include "internal.h"

#include <string.h>

co_task *co_current_task(void) { return co__running(); }

size_t co_all_tasks(co_loop *loop, co_task **out, size_t cap) {
	size_t count = 0;
	if (!co__is_open(loop, "co_all_tasks")) return 0;
	if (!out && cap) {
		co__refuse(loop, "co_all_tasks", "the array is NULL");
		return 0;
	}
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
	const bool is_task = co__is_handle(task, "co_task_set_name");
	if (!name) co__misuse("co_task_set_name", "the name is NULL");
	if (!is_task || !name || task == &co__loop_of(task)->no_memory.future) return;
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
