#include "part/part.h"
#include <cogen.h>
#include <stdio.h>

static async(int) sum(int count) {
	int total = 0;
	co_for (int, value, multiples(count)) {
		await co_checkpoint();
		printf("%d\n", value);
		total += value;
	}
	return total;
}

int main(void) {
	printf("%d\n%d\n", co_run(int, sum(3)), DEFINED_VALUE);
	return 0;
}
