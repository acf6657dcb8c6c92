/* Intrinsics that are macros to clang and something else to gcc, with a suspension in an argument, or in an order that
 * matters: what they expand to here is not known there. Some of their arguments have to be constants. */
#include "check.h"
#include <cogen.h>
#include <stdio.h>

#ifdef __SSE2__
#include <cpuid.h>
#include <emmintrin.h>

#define LANE 1
enum { SHIFT = 4 };

static async(__m128i) vector(int n) {
	if (suspend_now()) await co_sleep(0);
	return _mm_set_epi32(n + 3, n + 2, n + 1, n);
}

static async(int) number(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}

static async(void) numbers(void) {
	__m128i local = await vector(40);
	printf("shift %d\n", _mm_cvtsi128_si32(_mm_slli_si128(await vector(7), 1)));
	printf("shift %d\n", _mm_cvtsi128_si32(_mm_srli_si128(await vector(7), SHIFT)));
	printf("shuffle %d\n", _mm_cvtsi128_si32(_mm_shuffle_epi32(await vector(7), _MM_SHUFFLE(0, 1, 2, 3))));
	printf("extract %d\n", _mm_extract_epi16(await vector(0x40003), LANE));
	printf("insert %d\n", _mm_cvtsi128_si32(_mm_insert_epi16(await vector(4), await number(3), LANE)));
	printf("insert %d\n", _mm_cvtsi128_si32(_mm_insert_epi16(local, await number(3), LANE + 1 - 1)));
	int n = 2;
	printf("order %d\n", _mm_extract_epi16(_mm_insert_epi16(local, n, LANE), LANE) + n * 100 + await number(1));
	local = _mm_shuffle_epi32(_mm_slli_si128(local, SHIFT), 1 << 2 | 3);
	printf("local %d\n", _mm_cvtsi128_si32(local));
	unsigned a, b, c, d;
	__cpuid(await number(0), a, b, c, d);
	printf("cpuid %d\n", a > 0 && (b | c | d));
}
#else
static async(void) numbers(void) { await co_sleep(0); }
#endif

int main(void) {
	co_run(void, numbers());
	return 0;
}
