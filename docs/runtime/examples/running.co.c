/* From main into coroutines and back, with an error that main looks at. */
#include <cogen.h>
#include <stdio.h>

static async(int) half(int n) {
	if (n % 2) co_raise(1, "%d is odd", n);
	await co_sleep(0.01);
	return n / 2;
}

int main(void) {
	printf("%d\n", co_run(int, half(8)));
	int result;
	co_error *error;
	if (co_try_run(half(7), &result, &error)) {
		printf("%s\n", error->message);
		co_error_free(error);
	}
}
