#include "count.h"
#include <cogen.h>
#include <stdio.h>

static async(void) print(void) {
	printf("%d\n", await count(4));
	printf("%d\n", DEFINED_VALUE);
}

int main(void) {
	co_run(void, print());
	return 0;
}
