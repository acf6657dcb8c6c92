/* The formatter that messages of errors have where there is no C library, against the library's own. */
#include "cogen/object.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t co__host_format(char *to, size_t size, const char *format, va_list arguments);

static int wrong;

__attribute__((format(printf, 2, 3))) static void same(int line, const char *format, ...) {
	char ours[64], expected[64];
	va_list arguments;
	va_start(arguments, format);
	size_t length = co__host_format(ours, sizeof ours, format, arguments);
	va_end(arguments);
	va_start(arguments, format);
	int wanted = vsnprintf(expected, sizeof expected, format, arguments);
	va_end(arguments);
	if (length == (size_t)wanted && !strcmp(ours, expected)) return;
	printf("format.c:%d: '%s' gives '%s', not '%s'\n", line, format, ours, expected);
	wrong = 1;
}

/* What a conversion takes that is not known is not known, either. */
__attribute__((format(printf, 3, 4))) static void floats(char *to, size_t size, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	co__host_format(to, size, format, arguments);
	va_end(arguments);
}

#define SAME(...) same(__LINE__, __VA_ARGS__)

int main(void) {
	SAME("%05d|%-5d|%5s|%lu|%.2s|%*d", -42, 7, "ab", 99ul, "abc", 4, 3);
	SAME("%+d % d %+ d %+05d %+d %s", 5, 6, 7, 8, -9, "end");
	SAME("%#x %#X %#o %#08x %#x %s", 255u, 255u, 8u, 255u, 0u, "end");
	SAME("%lld %llu %zu %hd %x", -1ll, 1ull << 63, sizeof(int), 3, 0xbeefu);
	SAME("100%% %c", 'x');
	char ours[32];
	floats(ours, sizeof ours, "%d %f %s", 3, 1.5, "behind");
	if (strcmp(ours, "3 %f %s")) wrong = !!printf("format.c: what stands behind %%f is read: '%s'\n", ours);
	return wrong;
}
