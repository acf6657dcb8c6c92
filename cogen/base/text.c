/* A growable text: see text.h. */
#include "base/text.h"
#include "base/fatal.h"
#include "base/memory.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_init(struct text *text) { *text = (struct text){ 0 }; }

void text_release(struct text *text) {
	free(text->data);
	text_init(text);
}

void text_clear(struct text *text) {
	text->length = 0;
	if (text->data) text->data[0] = '\0';
}

/* Room for `more` bytes and the NUL behind them. */
static void text_reserve(struct text *text, size_t more) {
	if (more > SIZE_MAX / 4 || text->length > SIZE_MAX / 4) fatal_memory(more);
	size_t needed = text->length + more + 1;
	if (needed <= text->capacity) return;
	size_t capacity = text->capacity ? text->capacity * 2 : 64;
	if (capacity < needed) capacity = needed;
	text->data = xrealloc(text->data, capacity);
	text->capacity = capacity;
}

void text_expect(struct text *text, size_t more) { text_reserve(text, more); }

/* Bytes without the NUL behind them, for what adds more. */
static inline void put(struct text *text, const char *bytes, size_t length) {
	if (length >= text->capacity - text->length) text_reserve(text, length);
	if (length) memcpy(text->data + text->length, bytes, length);
	text->length += length;
}

void text_add(struct text *text, const char *bytes, size_t length) {
	put(text, bytes, length);
	text->data[text->length] = '\0';
}

void text_puts(struct text *text, const char *string) { text_add(text, string, strlen(string)); }

void text_putc(struct text *text, char c) { text_add(text, &c, 1); }

void text_fill(struct text *text, char c, size_t count) {
	text_reserve(text, count);
	memset(text->data + text->length, c, count);
	text->length += count;
	text->data[text->length] = '\0';
}

static void add_number(struct text *text, unsigned long long value, bool negative) {
	char digits[24];
	size_t at = sizeof digits;
	do digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	if (negative) digits[--at] = '-';
	put(text, digits + at, sizeof digits - at);
}

static void print_otherwise(struct text *text, const char *format, va_list arguments) {
	va_list copy;
	va_copy(copy, arguments);
	int length = vsnprintf(NULL, 0, format, copy);
	va_end(copy);
	ENSURE(length >= 0);
	text_reserve(text, (size_t)length);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	text->length += (size_t)length;
}

/* Most of what the tool writes goes through here, with a handful of conversions: `%s`, `%.*s`, `%d`, `%u`, `%lu`, `%zu`, `%c`.
 * From the first other one on it is C's own that prints. */
static void print(struct text *text, const char *format, va_list *arguments) {
	for (;;) {
		const char *percent = strchr(format, '%');
		put(text, format, percent ? (size_t)(percent - format) : strlen(format));
		if (!percent) return;
		format = percent;
		switch (format[1]) {
		case 's': {
			const char *string = va_arg(*arguments, const char *);
			put(text, string, strlen(string));
			break;
		}
		case 'd': {
			int value = va_arg(*arguments, int);
			add_number(text, value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value, value < 0);
			break;
		}
		case 'u': add_number(text, va_arg(*arguments, unsigned), false); break;
		case 'c': {
			char c = (char)va_arg(*arguments, int);
			put(text, &c, 1);
			break;
		}
		case '%': put(text, "%", 1); break;
		case '.':
			if (strncmp(format + 2, "*s", 2) == 0) {
				int length = va_arg(*arguments, int);
				const char *string = va_arg(*arguments, const char *);
				put(text, string, length < 0 ? strlen(string) : strnlen(string, (size_t)length));
				format += 2;
				break;
			}
			print_otherwise(text, format, *arguments);
			return;
		case 'l':
			if (format[2] == 'u') {
				add_number(text, va_arg(*arguments, unsigned long), false);
				format++;
				break;
			}
			print_otherwise(text, format, *arguments);
			return;
		case 'z':
			if (format[2] == 'u') {
				add_number(text, va_arg(*arguments, size_t), false);
				format++;
				break;
			}
			print_otherwise(text, format, *arguments);
			return;
		default: print_otherwise(text, format, *arguments); return;
		}
		format += 2;
	}
}

void text_vprintf(struct text *text, const char *format, va_list arguments) {
	va_list copy;
	va_copy(copy, arguments);
	print(text, format, &copy);
	text->data[text->length] = '\0';
	va_end(copy);
}

void text_printf(struct text *text, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	text_vprintf(text, format, arguments);
	va_end(arguments);
}

char *text_steal(struct text *text) {
	if (!text->data) text_reserve(text, 0), text->data[0] = '\0';
	char *data = text->data;
	text_init(text);
	return data;
}
