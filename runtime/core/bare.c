/* What stands below a freestanding core: no allocator, no output, a formatter of its own.
 *
 * In: the calls at the end of object.h. What must hold: nothing is needed from outside but memcpy and memset, and no helper for
 * 64-bit division on 32-bit targets. Memory comes from co_set_allocator alone. */
#include "cogen/object.h"

void *co__host_allocate(size_t size, size_t align) {
	(void)size;
	(void)align;
	return NULL;
}

void co__host_free(void *memory) { (void)memory; }

#if CO__HAS_POOL
_Thread_local struct co__pool co__pool; /* nothing is ever in it */
#endif

struct co__pooled *co__host_take(unsigned units) { return co__host_allocate(units * CO__POOL_UNIT, CO__POOL_UNIT); }

void co__host_give(struct co__pooled *block, unsigned units) {
	(void)units;
	co__host_free(block);
}

const char *co_strerror(int code) {
	const char *text = co__own_strerror(code);
	return text ? text : "error";
}

void co__host_report(const co_error *error, const char *what, const char *name) {
	(void)error;
	(void)what;
	(void)name;
}

/* Without a loop none can have begun. */
void co__host_free_async(co_gen *g) {
	co__never_begins(g);
	co__object_free(g);
}

_Noreturn void co__host_fatal(const char *what, const char *name, size_t have, size_t want, const co_error *error) {
	(void)what;
	(void)name;
	(void)have;
	(void)want;
	(void)error;
	__builtin_trap();
}

struct sink {
	char *to;
	size_t size;
	size_t length;
};

static void put(struct sink *sink, char c) {
	if (sink->length + 1 < sink->size) sink->to[sink->length] = c;
	sink->length++;
}

static void put_padded(struct sink *sink, const char *text, size_t length, size_t width, bool left, char fill) {
	size_t padding = width > length ? width - length : 0;
	if (fill == '0') { /* zeros come behind the sign and behind 0x */
		size_t front = length && (*text == '-' || *text == '+' || *text == ' ');
		if (length >= 2 && *text == '0' && (text[1] == 'x' || text[1] == 'X')) front = 2;
		for (length -= front; front; front--) put(sink, *text++);
	}
	if (!left)
		while (padding) put(sink, fill), padding--;
	for (size_t i = 0; i < length; i++) put(sink, text[i]);
	while (padding--) put(sink, ' ');
}

enum { DIGITS = 24 };

/* Writes the digits so that they end at `end`; where they begin. Divides 16 bits at a time. */
static char *digits(char *end, uint64_t value, unsigned base, char ten) {
	do {
		uint32_t rest = 0;
		uint64_t quotient = 0;
		for (int shift = 48; shift >= 0; shift -= 16) {
			uint32_t part = rest << 16 | (uint32_t)(value >> shift & 0xffff);
			quotient = quotient << 16 | part / base;
			rest = part % base;
		}
		*--end = (char)(rest < 10 ? '0' + rest : (unsigned)ten + rest - 10);
		value = quotient;
	} while (value);
	return end;
}

/* As vsnprintf, for %d %i %u %x %X %o %c %s %p %% with flags, width, precision of %s, and the lengths hh h l ll z t j. From a
 * conversion on that it does not know, all stands as it was written: what its argument takes is not known. */
size_t co__host_format(char *to, size_t size, const char *format, va_list arguments) {
	struct sink sink = { to, size, 0 };
	while (*format) {
		if (*format != '%') {
			put(&sink, *format++);
			continue;
		}
		const char *start = format++;
		bool left = false, prefixed = false;
		char fill = ' ', plus = '\0';
		for (;; format++) {
			if (*format == '-')
				left = true;
			else if (*format == '0')
				fill = '0';
			else if (*format == '#')
				prefixed = true;
			else if (*format == '+' || (*format == ' ' && !plus))
				plus = *format;
			else if (*format != ' ')
				break;
		}
		size_t width = 0, precision = SIZE_MAX;
		if (*format == '*') {
			int given = va_arg(arguments, int);
			left |= given < 0;
			width = given < 0 ? 0u - (unsigned)given : (unsigned)given;
			format++;
		}
		for (; *format >= '0' && *format <= '9'; format++) width = width * 10 + (size_t)(*format - '0');
		if (*format == '.') {
			precision = 0;
			if (*++format == '*') {
				int given = va_arg(arguments, int);
				precision = given < 0 ? SIZE_MAX : (size_t)given;
				format++;
			}
			for (; *format >= '0' && *format <= '9'; format++) precision = precision * 10 + (size_t)(*format - '0');
		}
		if (left) fill = ' ';
		size_t bytes = sizeof(int);
		for (;; format++) {
			if (*format == 'h')
				bytes = bytes == sizeof(short) ? 1 : sizeof(short);
			else if (*format == 'l')
				bytes = bytes == sizeof(long) && format[-1] == 'l' ? sizeof(long long) : sizeof(long);
			else if (*format == 'z')
				bytes = sizeof(size_t);
			else if (*format == 't')
				bytes = sizeof(ptrdiff_t);
			else if (*format == 'j')
				bytes = sizeof(intmax_t);
			else
				break;
		}
		char text[DIGITS + 2], *end = text + sizeof text, *begin = end;
		char c = *format ? *format++ : '\0';
		switch (c) {
		case 'd':
		case 'i': {
			int64_t value = bytes > sizeof(int) ? va_arg(arguments, int64_t) : va_arg(arguments, int);
			if (bytes == 1) value = (signed char)value;
			if (bytes == sizeof(short)) value = (short)value;
			begin = digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, 'a');
			if (value < 0 || plus) *--begin = value < 0 ? '-' : plus;
			break;
		}
		case 'u':
		case 'o':
		case 'x':
		case 'X': {
			uint64_t value = bytes > sizeof(int) ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned);
			if (bytes < sizeof(int)) value &= (1u << 8 * bytes) - 1;
			begin = digits(end, value, c == 'u' ? 10 : c == 'o' ? 8 : 16, c == 'X' ? 'A' : 'a');
			if (prefixed && value && c != 'u') {
				if (c != 'o') *--begin = c;
				*--begin = '0';
			}
			break;
		}
		case 'p':
			begin = digits(end, (uintptr_t)va_arg(arguments, void *), 16, 'a');
			*--begin = 'x';
			*--begin = '0';
			break;
		case 'c': *--begin = (char)va_arg(arguments, int); break;
		case 's': {
			const char *string = va_arg(arguments, const char *);
			size_t length = 0;
			if (!string) string = "(null)";
			while (length < precision && string[length]) length++;
			put_padded(&sink, string, length, width, left, ' ');
			continue;
		}
		case '%': *--begin = '%'; break;
		default:
			for (format = start; *format; format++) put(&sink, *format);
			continue;
		}
		put_padded(&sink, begin, (size_t)(end - begin), width, left, fill);
	}
	if (size) to[sink.length < size ? sink.length : size - 1] = '\0';
	return sink.length;
}
