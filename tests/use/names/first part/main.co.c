#include <cogen.h>
#include <parts.h>
#include <stdio.h>

static async(void) all(void) {
	printf("%d\n", await first());
	printf("%d\n", await second());
	printf("%d\n", await third());
}

int main(void) {
	co_run(void, all());
	return 0;
}
