/* co_send converts an arithmetic value to the type that the generator is sent, as an assignment would.
 *
 * In: bytes, a size and a class on both sides. Out: the converted bytes, or false where only equal types could be meant.
 * What must hold: no helper of the compiler's library is needed, on 32-bit targets either: conversions between floating
 * and integer types go through signed 64 bits. */
#include "convert.h"

enum { LONGEST = 8 };

static int64_t signed_value(const void *from, size_t size) {
	int8_t i8;
	int16_t i16;
	int32_t i32;
	int64_t i64;
	switch (size) {
	case 1: __builtin_memcpy(&i8, from, size); return i8;
	case 2: __builtin_memcpy(&i16, from, size); return i16;
	case 4: __builtin_memcpy(&i32, from, size); return i32;
	default: __builtin_memcpy(&i64, from, size); return i64;
	}
}

static uint64_t unsigned_value(const void *from, size_t size) {
	uint64_t value = (uint64_t)signed_value(from, size);
	return size < LONGEST ? value & ((UINT64_C(1) << 8 * size) - 1) : value;
}

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

static void store_integer(void *to, size_t size, uint64_t value) {
	uint8_t u8 = (uint8_t)value;
	uint16_t u16 = (uint16_t)value;
	uint32_t u32 = (uint32_t)value;
	switch (size) {
	case 1: __builtin_memcpy(to, &u8, size); break;
	case 2: __builtin_memcpy(to, &u16, size); break;
	case 4: __builtin_memcpy(to, &u32, size); break;
	default: __builtin_memcpy(to, &value, size); break;
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

static bool is_integer(unsigned class) { return class == CO__SIGNED || class == CO__UNSIGNED || class == CO__BOOL; }

static bool integer_size(size_t size) { return size == 1 || size == 2 || size == 4 || size == 8; }

/* 2^63: the first value that does not fit a signed one. */
static const long double half = 9223372036854775808.0L;

bool co__convert(void *to, size_t to_size, unsigned to_class, const void *from, size_t size, unsigned class) {
	if (to_class == class && to_size == size) {
		__builtin_memcpy(to, from, size);
		return true;
	}
	bool integer = is_integer(class) && integer_size(size);
	if (to_class == CO__OTHER) {
		/* A null pointer may be written 0. */
		if (integer && unsigned_value(from, size) == 0) {
			__builtin_memset(to, 0, to_size);
			return true;
		}
		if (to_size != size) return false;
		__builtin_memcpy(to, from, size);
		return true;
	}
	if (!integer && class != CO__FLOATING) {
		/* Enumerations and 128-bit integers have no class; a type of the same size is taken for the same type. */
		if (class != CO__OTHER || to_size != size) return false;
		__builtin_memcpy(to, from, size);
		return true;
	}
	if (is_integer(to_class) && !integer_size(to_size)) return false;

	if (to_class == CO__BOOL) {
		bool truth = integer ? unsigned_value(from, size) != 0 : floating_value(from, size) != 0;
		store_integer(to, to_size, truth);
	} else if (is_integer(to_class) && integer) {
		store_integer(to, to_size,
		              class == CO__SIGNED ? (uint64_t)signed_value(from, size) : unsigned_value(from, size));
	} else if (is_integer(to_class)) {
		long double value = floating_value(from, size);
		uint64_t whole = to_class == CO__UNSIGNED && value >= half
		                     ? (uint64_t)(int64_t)(value - half) + (UINT64_C(1) << 63)
		                     : (uint64_t)(int64_t)value;
		store_integer(to, to_size, whole);
	} else if (integer) {
		long double value = (long double)signed_value(from, size);
		if (class != CO__SIGNED) {
			uint64_t whole = unsigned_value(from, size);
			value = (long double)(int64_t)(whole & (UINT64_MAX >> 1)) + (whole >> 63 ? half : 0);
		}
		store_floating(to, to_size, value);
	} else {
		store_floating(to, to_size, floating_value(from, size));
	}
	return true;
}
