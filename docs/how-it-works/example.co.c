#include <cogen.h>

static async(int) twice(int x) {
	await co_sleep(0.1);
	return 2 * x;
}

async(int) sum(const int *values, int count) {
	int total = 0;
	for (int i = 0; i < count; i++) {
		int value = values[i];
		if (value > 0) total += await twice(value);
	}
	return total;
}
