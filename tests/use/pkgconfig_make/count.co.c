#include "count.h"
#include <cogen.h>

async(int) count(int to) {
	int n = 0;
	while (n < to) {
		await co_sleep(0.001);
		n++;
	}
	return n + HEADER_VALUE;
}
