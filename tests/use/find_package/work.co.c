#include "work.h"
#include "clock.h"
#include <cogen.h>
#include <stdio.h>
#ifdef OWN_HEADER
#include OWN_HEADER
#endif

static async(int) both(void) {
	co_future *all = co_gather(tick(-1), tick(2));
	await all;
	printf("%d\n", co_gather_result(int, all, 1) - co_gather_result(int, all, 0));
	return co_gather_result(int, all, 0);
}

int work(void) {
	printf("%d %s\n", DEFINED_VALUE, UNIT);
	return co_run(int, both());
}
