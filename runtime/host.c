/* What stands below a hosted core: malloc, stdio, libuv's names of errors.
 *
 * In: the calls at the end of object.h, and the public ones that need a FILE. */
#include "cogen/object.h"
#include <stdlib.h>
#include <uv.h>

void *co__host_allocate(size_t size, size_t align) {
	if (align <= _Alignof(max_align_t)) return malloc(size);
	return aligned_alloc(align, (size + align - 1) / align * align);
}

void co__host_free(void *memory) { free(memory); }

size_t co__host_format(char *to, size_t size, const char *format, va_list arguments) {
	int length = vsnprintf(to, size, format, arguments);
	return length < 0 ? 0 : (size_t)length;
}

const char *co_strerror(int code) {
	static _Thread_local char text[128];
	const char *own = co__own_strerror(code);
	if (own) return own;
	return code < 0 ? uv_strerror_r(code, text, sizeof text) : "error";
}

/* One error alone. */
static void print_one(const co_error *error, FILE *to) {
	struct co__trace_line line;
	uint32_t count = 0;
	while (co__error_line(error, count, &line)) count++;
	if (count) fputs("Traceback (innermost last):\n", to);
	while (count--) {
		co__error_line(error, count, &line);
		fprintf(to, "  %s:%u: in %s\n", line.file, (unsigned)line.line, line.function);
		if (line.skipped) fprintf(to, "  … %u more …\n", (unsigned)line.skipped);
	}
	const char *meaning = co_strerror(error->code);
	if (error->code > 0 || !*error->message)
		fprintf(to, "error %d: %s\n", error->code, error->message);
	else
		fprintf(to, "error %d (%s): %s\n", error->code, meaning, error->message);
}

/* Its causes in front of it, the first one first. A chain may be longer than the stack is deep, so a piece of it is
 * looked up at a time. */
static void print_with_causes(const co_error *error, FILE *to, bool with_next) {
	enum { PIECE = 256 };
	const co_error *piece[PIECE];
	size_t length = 0;
	for (const co_error *e = error; e; e = e->cause) length++;
	while (length) {
		size_t from = (length - 1) / PIECE * PIECE, count = 0;
		const co_error *e = error;
		for (size_t i = 0; i < from; i++) e = e->cause;
		for (; count < length - from; e = e->cause) piece[count++] = e;
		while (count) {
			e = piece[--count];
			print_one(e, to);
			for (const co_error *next = with_next ? e->co__next : NULL; next; next = next->co__next) {
				fputs("\nanother error of the group:\n", to);
				print_with_causes(next, to, false); /* no deeper than this */
			}
			if (e != error) fputs("\nWhile handling it, another error was raised:\n\n", to);
		}
		length = from;
	}
}

void co_error_print(const co_error *error, FILE *to) {
	if (!to) return;
	if (error)
		print_with_causes(error, to, true);
	else
		fprintf(to, "%s\n", co_strerror(0));
}

void (*co__unseen_told)(const co_error *error, const char *what, const char *name);

void co__host_report(const co_error *error, const char *what, const char *name) {
	void (*told)(const co_error *, const char *, const char *) = __atomic_load_n(&co__unseen_told, __ATOMIC_RELAXED);
	if (told) {
		told(error, what, name);
		return;
	}
	fprintf(stderr, "cogen: an error nobody asked for, from %s ('%s'):\n", what, name);
	co_error_print(error, stderr);
	fflush(stderr);
}

_Noreturn void co__host_fatal(const char *what, const char *name, size_t have, size_t want, const co_error *error) {
	fflush(stdout);
	fprintf(stderr, "cogen: %s%s%s%s", what, *name ? " '" : "", name, *name ? "'" : "");
	if (have != want) fprintf(stderr, ": %zu, %zu", have, want);
	fputc('\n', stderr);
	if (error) co_error_print(error, stderr);
	fflush(stderr);
	abort();
}
