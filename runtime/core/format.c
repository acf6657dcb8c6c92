/* The formatter of a freestanding core: what error messages are made with where there is no vsnprintf.
 *
 * In: a format and its arguments. Out: the text, cut where there is no room, and its length. What must hold: as in
 * bare.c, nothing is needed from outside, and no helper for 64-bit division on 32-bit targets. */
#include "cogen/object.h"

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

/* One conversion of a format, and the arguments behind it. */
struct conversion {
	bool left, prefixed;
	char fill, plus;
	size_t width, precision; /* precision: SIZE_MAX if none is given */
	size_t bytes;            /* of an integer argument */
};

struct formatting {
	struct sink sink;
	va_list arguments;
};

static const char *read_flags(const char *format, struct conversion *c) {
	for (;; format++) {
		if (*format == '-')
			c->left = true;
		else if (*format == '0')
			c->fill = '0';
		else if (*format == '#')
			c->prefixed = true;
		else if (*format == '+' || (*format == ' ' && !c->plus))
			c->plus = *format;
		else if (*format != ' ')
			return format;
	}
}

/* A number of the format's, or of the arguments' where it is `*`; that one may be negative. */
static const char *read_number(const char *format, struct formatting *f, size_t *number, bool *negative) {
	*negative = false;
	*number = 0;
	if (*format == '*') {
		int given = va_arg(f->arguments, int);
		*negative = given < 0;
		*number = given < 0 ? 0u - (unsigned)given : (unsigned)given;
		format++;
	}
	for (; *format >= '0' && *format <= '9'; format++) *number = *number * 10 + (size_t)(*format - '0');
	return format;
}

static const char *read_length(const char *format, struct conversion *c) {
	for (;; format++) {
		if (*format == 'h')
			c->bytes = c->bytes == sizeof(short) ? 1 : sizeof(short);
		else if (*format == 'l')
			c->bytes = c->bytes == sizeof(long) && format[-1] == 'l' ? sizeof(long long) : sizeof(long);
		else if (*format == 'z')
			c->bytes = sizeof(size_t);
		else if (*format == 't')
			c->bytes = sizeof(ptrdiff_t);
		else if (*format == 'j')
			c->bytes = sizeof(intmax_t);
		else
			return format;
	}
}

/* What stands between the % and the letter. */
static const char *read_conversion(const char *format, struct formatting *f, struct conversion *c) {
	bool negative;
	*c = (struct conversion){ .fill = ' ', .precision = SIZE_MAX, .bytes = sizeof(int) };
	format = read_flags(format, c);
	format = read_number(format, f, &c->width, &negative);
	c->left |= negative;
	if (*format == '.') {
		format = read_number(format + 1, f, &c->precision, &negative);
		if (negative) c->precision = SIZE_MAX;
	}
	if (c->left) c->fill = ' ';
	return read_length(format, c);
}

/* The text of a signed integer, to end at `end`; where it begins. */
static char *signed_integer(char *end, struct formatting *f, const struct conversion *c) {
	int64_t value = c->bytes > sizeof(int) ? va_arg(f->arguments, int64_t) : va_arg(f->arguments, int);
	if (c->bytes == 1) value = (signed char)value;
	if (c->bytes == sizeof(short)) value = (short)value;
	char *begin = digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, 'a');
	if (value < 0 || c->plus) *--begin = value < 0 ? '-' : c->plus;
	return begin;
}

static char *unsigned_integer(char *end, struct formatting *f, const struct conversion *c, char letter) {
	uint64_t value = c->bytes > sizeof(int) ? va_arg(f->arguments, uint64_t) : va_arg(f->arguments, unsigned);
	if (c->bytes < sizeof(int)) value &= (1u << 8 * c->bytes) - 1;
	char *begin = digits(end, value, letter == 'u' ? 10 : letter == 'o' ? 8 : 16, letter == 'X' ? 'A' : 'a');
	if (c->prefixed && value && letter != 'u') {
		if (letter != 'o') *--begin = letter;
		*--begin = '0';
	}
	return begin;
}

static void put_string(struct formatting *f, const struct conversion *c) {
	const char *string = va_arg(f->arguments, const char *);
	size_t length = 0;
	if (!string) string = "(null)";
	while (length < c->precision && string[length]) length++;
	put_padded(&f->sink, string, length, c->width, c->left, ' ');
}

/* What `letter` asks for; false: it is none that is known. */
static bool convert(struct formatting *f, const struct conversion *c, char letter) {
	char text[DIGITS + 2], *end = text + sizeof text, *begin = end;
	switch (letter) {
	case 'd':
	case 'i': begin = signed_integer(end, f, c); break;
	case 'u':
	case 'o':
	case 'x':
	case 'X': begin = unsigned_integer(end, f, c, letter); break;
	case 'p':
		begin = digits(end, (uintptr_t)va_arg(f->arguments, void *), 16, 'a');
		*--begin = 'x';
		*--begin = '0';
		break;
	case 'c': *--begin = (char)va_arg(f->arguments, int); break;
	case 's': put_string(f, c); return true;
	case '%': *--begin = '%'; break;
	default: return false;
	}
	put_padded(&f->sink, begin, (size_t)(end - begin), c->width, c->left, c->fill);
	return true;
}

/* As vsnprintf, for %d %i %u %x %X %o %c %s %p %% with flags, width, precision of %s, and the lengths hh h l ll z t
 * j. From a conversion on that it does not know, all stands as it was written: what its argument takes is not known. */
size_t co__host_format(char *to, size_t size, const char *format, va_list arguments) {
	struct formatting f = { .sink = { to, size, 0 } };
	va_copy(f.arguments, arguments);
	while (*format) {
		if (*format != '%') {
			put(&f.sink, *format++);
			continue;
		}
		struct conversion c;
		const char *letter = read_conversion(format + 1, &f, &c);
		if (*letter && convert(&f, &c, *letter)) {
			format = letter + 1;
		} else {
			while (*format) put(&f.sink, *format++);
		}
	}
	va_end(f.arguments);
	if (size) to[f.sink.length < size ? f.sink.length : size - 1] = '\0';
	return f.sink.length;
}
