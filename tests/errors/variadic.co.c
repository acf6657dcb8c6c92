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

/* Its own dots, not those of what it is given. */
static async(int) logs(int (*log)(const char *, ...),
                       ...) { /* error: variadic */
	await co_sleep(0);
	return log("");
}

/* A plain variadic function in the same file is fine. */
static int plain(int n, ...) { return n; }
static int plain_log(const char *format, ...) { return !format; }

int main(void) {
	co_for (int, v, each(1, 2)) (void)v;
	return plain(1, 2) + co_run(int, sum(1, 2)) + co_run(int, logs(plain_log));
}
