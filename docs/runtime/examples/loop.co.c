/* A year on a virtual clock: time jumps to the next timer when nothing is ready. */
#include <cogen.h>
#include <stdio.h>

static async(int) count_days(int days) {
	for (int day = 1; day <= days; day++) await co_sleep(24 * 60 * 60);
	return days;
}

int main(void) {
	co_loop *loop = co_loop_new_virtual();
	co_task *task = co_spawn_on(loop, count_days(365));
	co_loop_run_until_complete(loop, task);
	printf("%d days, %.0f seconds\n", co_result(int, task), co_loop_time(loop));
	co_loop_close(loop);
}
