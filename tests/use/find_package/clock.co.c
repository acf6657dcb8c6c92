#include "clock.h"
#include <cogen.h>

async(int) tick(int n) {
	await co_sleep(0.001);
	return n + HEADER_VALUE + FORCED_VALUE;
}
