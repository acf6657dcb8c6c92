/* A va_list as a parameter, read over suspensions while its owner waits: handed on, copied, by pointer, beside others, through an
 * object of its own memory and in a task. */
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

static async(int) handed_on(int first, va_list arguments, const char *format) {
	va_list again;
	va_copy(again, arguments);
	int sum = await list(format, arguments);
	sum += first * await later(va_arg(again, int));
	await later(0);
	sum += va_arg(again, int);
	va_end(again);
	return sum;
}

static async(int) recursion(int n, va_list *arguments) {
	int here = va_arg(*arguments, int);
	int below = n > 1 ? await recursion(n - 1, arguments) : await later(0);
	return below * 10 + here;
}

static async(int) printed(char *out, size_t size, const char *format, va_list arguments) {
	await later(0);
	int length = vsnprintf(out, size, format, arguments);
	await later(0);
	return length;
}

static async(int) unused_list(va_list arguments, int n) {
	(void)arguments;
	return await later(n);
}

struct sink {
	async(int) (*print)(char *out, size_t size, const char *format, va_list arguments);
};

static int summed(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	int sum = co_run(int, list(format, arguments));
	va_end(arguments);
	return sum;
}

static int both(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	int sum = co_run(int, handed_on(1000, arguments, format));
	va_end(arguments);
	return sum;
}

static int deep(int n, ...) {
	va_list arguments;
	va_start(arguments, n);
	int sum = co_run(int, recursion(n, &arguments));
	va_end(arguments);
	va_start(arguments, n);
	sum += co_run(int, unused_list(arguments, 5));
	va_end(arguments);
	return sum;
}

static async(int) through(const struct sink *sink, char *out, size_t size, const char *format, va_list arguments) {
	return await sink->print(out, size, format, arguments);
}

static int text(char *out, size_t size, const char *format, ...) {
	static const struct sink sink = { printed };
	va_list arguments;
	va_start(arguments, format);
	int length = co_run(int, through(&sink, out, size, format, arguments));
	va_end(arguments);
	return length;
}

static async(int) two_lists(va_list first, va_list arguments) {
	int sum = va_arg(first, int) * await later(100);
	sum += va_arg(arguments, int) * await later(10);
	return sum + va_arg(first, int) + va_arg(arguments, int);
}

static int twice(int n, ...) {
	va_list one, other;
	va_start(one, n);
	va_copy(other, one);
	(void)va_arg(other, int);
	int sum = co_run(int, two_lists(one, other));
	va_end(other);
	va_end(one);
	return sum;
}

int main(void) {
	char out[80];
	show("sum", summed("iidi", 1, 2, 3.5, 4));
	show("both", both("iid", 7, 2, 3.5));
	show("deep", deep(4, 1, 2, 3, 4));
	show("twice", twice(3, 1, 2, 3));
	show("length", text(out, sizeof out, "%d %s %.2f %c", 42, "words", 1.5, 'x'));
	show_text("text", out);
	return summed("") != 0;
}
