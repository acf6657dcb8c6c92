/* Ends the tool when it cannot go on: see fatal.h. Nothing here allocates. */
#include "base/fatal.h"
#include "base/guard.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fatal_internal(const char *format, ...) {
	va_list arguments;
	fflush(stdout);
	fputs("cogen: internal error: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	fflush(stderr);
	guard_tell_reproducer();
	exit(EXIT_INTERNAL);
}

void fatal_memory(size_t size) {
	fprintf(stderr, "cogen: out of memory (%zu bytes more were asked for)\n", size);
	exit(EXIT_INTERNAL);
}
