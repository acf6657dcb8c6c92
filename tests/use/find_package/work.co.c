#include "work.h"
#include "clock.h"
#include <cogen.h>
#include <stdio.h>

static async(int) both(void) {
	co_future *all = co_gather(tick(1), tick(2));
	await all;
	return co_gather_result(int, all, 0) + co_gather_result(int, all, 1);
}

int work(void) {
	printf("%d %s\n", DEFINED_VALUE, UNIT);
	return co_run(int, both());
}
