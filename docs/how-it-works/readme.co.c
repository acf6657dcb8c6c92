#include <cogen.h>
#include <stdio.h>

async(int) countdown(const char *name, int from) {
	for (int n = from; n > 0; n--) {
		printf("%s: %d\n", name, n);
		await co_sleep(1);
	}
	return from;
}
