#include "limit.h"
#include <cogen.h>
#include <stdio.h>

static generator(int) squares(int from) {
	for (int i = from; i <= from + 1; i++) yield(i * i);
}

int main(void) {
	co_for (int, square, squares(2)) printf("%d\n", square);
	printf("%d %d\n", HEADER_VALUE, DEFINED_VALUE);
	return 0;
}
