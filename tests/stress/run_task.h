/* For programs of stress with a loop: how one is run, and what is told of its end. Kept apart from ledger.h, as generators have no loop. */
#ifndef RUN_TASK_H
#define RUN_TASK_H

#include "ledger.h"
#include <cogen.h>
#include <stdio.h>

/** Runs the task, whose loop is `loop`, to its end, and closes the loop: its result, or -1 with the error in *error, which is the caller's. */
static inline int run_task(co_loop *loop, co_task *task, co_error **error) {
	int result = -1;
	*error = NULL;
	if (co_loop_run_until_complete(loop, task) == 0) {
		*error = co_error_copy(co_future_error(task));
		if (!*error) result = co_result(int, task);
	}
	co_loop_close(loop);
	return result;
}

#endif
