/* An annotated file whose name does not show it. */
#include <cogen.h>
#include <stdio.h>

static async(int) answer(void) {
	await co_sleep(0.001);
	return 42;
}

int main(void) {
	printf("%d\n", co_run(int, answer()));
	return 0;
}
