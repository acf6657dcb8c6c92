/* A va_list as a parameter, read over suspensions while its owner waits. */
#include "check.h"
#include <cogen.h>
#include <stdarg.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) list(const char *format, va_list arguments) {
	int sum = 0;
	for (; *format; format++) {
		sum = sum * 10 + (*format == 'd' ? (int)va_arg(arguments, double) : va_arg(arguments, int));
		await later(0);
	}
	return sum;
}

static int summed(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	int sum = co_run(int, list(format, arguments));
	va_end(arguments);
	return sum;
}

int main(void) {
	show("sum", summed("iidi", 1, 2, 3.5, 4));
	return summed("") != 0;
}
