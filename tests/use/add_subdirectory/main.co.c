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
	return total + DEFINED_VALUE;
}

int main(void) {
	printf("%d\n", co_run(int, sum(3)));
	return 0;
}
