/* Variadic coroutines. */
#include <cogen.h>
#include <stdarg.h>

static async(int) sum(int n, ...) { /* error: variadic */
	va_list arguments;
	va_start(arguments, n);
	int first = va_arg(arguments, int);
	va_end(arguments);
	await co_sleep(0);
	return first;
}

static generator(int) each(int n, ...) { /* error: variadic */
	yield n;
}

/* A plain variadic function in the same file is fine. */
static int plain(int n, ...) { return n; }

int main(void) {
	co_for (int, v, each(1, 2)) (void)v;
	return plain(1, 2) + co_run(int, sum(1, 2));
}
