#include "work.h"
#include <stdio.h>

int main(void) {
	printf("%d\n", work());
	return 0;
}
