/* co_send converts an arithmetic value to the type that the generator is sent, as an assignment would.
 *
 * In: bytes, a size and a class on both sides. Out: the converted bytes, or false where only equal types could be
 * meant. What must hold: no helper of the compiler's library is needed, on 32-bit targets either: conversions
 * between floating and integer types go through signed 64 bits, a shift is by a constant, and what rounds does so
 * here, once, to nearest. */
#include "convert.h"

enum { LONGEST = 8, WIDEST = 16 };

/* 128 bits, as a two's complement where it may be negative. */
struct wide {
	uint64_t low, high;
};

struct number {
	bool is_integer, is_negative;
	struct wide whole;
	long double real, imaginary;
};

/* Of 128 bits, the first half in memory is the high one. */
static const bool high_first = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

static const long double two_63 = 9223372036854775808.0L, two_64 = 18446744073709551616.0L;

static int64_t signed_value(const void *from, size_t size) {
	int8_t i8;
	int16_t i16;
	int32_t i32;
	int64_t i64;
	switch (size) {
	case 1: __builtin_memcpy(&i8, from, size); return i8;
	case 2: __builtin_memcpy(&i16, from, size); return i16;
	case 4: __builtin_memcpy(&i32, from, size); return i32;
	default: __builtin_memcpy(&i64, from, LONGEST); return i64;
	}
}

static struct wide wide_value(const void *from, size_t size, bool is_signed) {
	struct wide value = { (uint64_t)signed_value(from, size), 0 };
	if (size == WIDEST) {
		uint64_t halves[2];
		__builtin_memcpy(halves, from, size);
		value.low = halves[high_first];
		value.high = halves[!high_first];
	} else if (is_signed) {
		value.high = value.low >> 63 ? UINT64_MAX : 0;
	} else if (size < LONGEST) {
		value.low &= (UINT64_C(1) << 8 * size) - 1;
	}
	return value;
}

static struct wide negated(struct wide value) { return (struct wide){ 0 - value.low, ~value.high + (value.low == 0) }; }

static long double floating_value(const void *from, size_t size) {
	float f;
	double d;
	long double l = 0;
	if (size == sizeof f) {
		__builtin_memcpy(&f, from, size);
		return f;
	}
	if (size == sizeof d) {
		__builtin_memcpy(&d, from, size);
		return d;
	}
	__builtin_memcpy(&l, from, sizeof l);
	return l;
}

static void store_integer(void *to, size_t size, struct wide value) {
	uint8_t u8 = (uint8_t)value.low;
	uint16_t u16 = (uint16_t)value.low;
	uint32_t u32 = (uint32_t)value.low;
	uint64_t halves[2] = { high_first ? value.high : value.low, high_first ? value.low : value.high };
	switch (size) {
	case 1: __builtin_memcpy(to, &u8, size); break;
	case 2: __builtin_memcpy(to, &u16, size); break;
	case 4: __builtin_memcpy(to, &u32, size); break;
	case 8: __builtin_memcpy(to, &value.low, size); break;
	default: __builtin_memcpy(to, halves, size); break;
	}
}

static void store_floating(void *to, size_t size, long double value) {
	float f = (float)value;
	double d = (double)value;
	if (size == sizeof f)
		__builtin_memcpy(to, &f, size);
	else if (size == sizeof d)
		__builtin_memcpy(to, &d, size);
	else
		__builtin_memcpy(to, &value, sizeof value);
}

static long double exactly(uint64_t value) {
	return (long double)(int64_t)(value & (UINT64_MAX >> 1)) + (value >> 63 ? two_63 : 0);
}

/* The first whole number that has more digits than a floating type of that size. */
static struct wide first_inexact(size_t size) {
	int digits = size == sizeof(float)    ? __FLT_MANT_DIG__
	             : size == sizeof(double) ? __DBL_MANT_DIG__
	                                      : __LDBL_MANT_DIG__;
	struct wide limit = { 1, 0 };
	while (digits--) limit = (struct wide){ limit.low << 1, limit.high << 1 | limit.low >> 63 };
	return limit;
}

/* A whole number that is not negative, with as many digits as a floating type of that size has. */
static long double rounded(struct wide value, size_t size) {
	struct wide limit = first_inexact(size);
	bool half = false, rest = false;
	long double scale = 1;
	while (value.high > limit.high || (value.high == limit.high && value.low >= limit.low)) {
		rest |= half;
		half = value.low & 1;
		value = (struct wide){ value.low >> 1 | value.high << 63, value.high >> 1 };
		scale *= 2;
	}
	if (half && (rest || (value.low & 1)) && ++value.low == 0) value.high++;
	return (exactly(value.high) * two_64 + exactly(value.low)) * scale;
}

/* Towards 0. */
static struct wide whole_part(long double value) {
	long double magnitude = value < 0 ? -value : value;
	long double halves[2] = { magnitude * (1 / two_64), 0 };
	struct wide whole;
	whole.high = halves[0] >= two_63 ? (uint64_t)(int64_t)(halves[0] - two_63) + (UINT64_C(1) << 63)
	                                 : (uint64_t)(int64_t)halves[0];
	halves[1] = magnitude - exactly(whole.high) * two_64;
	whole.low = halves[1] >= two_63 ? (uint64_t)(int64_t)(halves[1] - two_63) + (UINT64_C(1) << 63)
	                                : (uint64_t)(int64_t)halves[1];
	return value < 0 ? negated(whole) : whole;
}

static bool is_integer(unsigned class) { return class == CO__SIGNED || class == CO__UNSIGNED || class == CO__BOOL; }

static bool is_known(unsigned class, size_t size) {
	if (is_integer(class)) return size == 1 || size == 2 || size == 4 || size == LONGEST || size == WIDEST;
	return class == CO__FLOATING || class == CO__COMPLEX;
}

static struct number number_of(const void *from, size_t size, unsigned class) {
	struct number number = { .is_integer = is_integer(class) };
	if (number.is_integer) {
		number.whole = wide_value(from, size, class == CO__SIGNED);
		number.is_negative = class == CO__SIGNED && number.whole.high >> 63;
	} else if (class == CO__COMPLEX) {
		number.real = floating_value(from, size / 2);
		number.imaginary = floating_value((const unsigned char *)from + size / 2, size / 2);
	} else {
		number.real = floating_value(from, size);
	}
	return number;
}

static void store_real(void *to, size_t size, const struct number *number) {
	if (!number->is_integer)
		store_floating(to, size, number->real);
	else if (number->is_negative)
		store_floating(to, size, -rounded(negated(number->whole), size));
	else
		store_floating(to, size, rounded(number->whole, size));
}

static bool is_zero(const struct number *number) {
	return number->is_integer ? !number->whole.low && !number->whole.high : number->real == 0 && number->imaginary == 0;
}

bool co__convert(void *to, size_t to_size, unsigned to_class, const void *from, size_t size, unsigned class) {
	if (to_class == class && to_size == size) {
		__builtin_memcpy(to, from, size);
		return true;
	}
	if (!is_known(class, size)) {
		/* gcc has types of its own for bit-fields; what is larger is of another kind */
		if (class != CO__OTHER || !is_integer(to_class) || to_size != size || size > LONGEST) return false;
		__builtin_memcpy(to, from, size);
		return true;
	}
	struct number number = number_of(from, size, class);
	if (to_class == CO__OTHER) {
		/* A null pointer may be written 0; an address may be a number. */
		if (!number.is_integer || (!is_zero(&number) && to_size != size)) return false;
		__builtin_memset(to, 0, to_size);
		if (!is_zero(&number)) __builtin_memcpy(to, from, size);
		return true;
	}
	if (!is_known(to_class, to_size)) return false;
	if (to_class == CO__BOOL) {
		store_integer(to, to_size, (struct wide){ !is_zero(&number), 0 });
	} else if (is_integer(to_class)) {
		store_integer(to, to_size, number.is_integer ? number.whole : whole_part(number.real));
	} else if (to_class == CO__COMPLEX) {
		store_real(to, to_size / 2, &number);
		store_floating((unsigned char *)to + to_size / 2, to_size / 2, number.imaginary);
	} else {
		store_real(to, to_size, &number);
	}
	return true;
}
