/* What compiler_choices.co.c gets from elsewhere: a choice that its own text does not show. */
#if defined(__GNUC__) && !defined(__clang__)
#define COUNTS_DOWN 1
#else
#define COUNTS_DOWN 0
#endif

/* Two that clang does not get, one by being taken away, and one that is another one. */
#if !defined(__clang__)
#define HAS_FAST 1
#endif
#define HAS_SLOW 1
#if defined(__clang__)
#undef HAS_SLOW
#endif
#define WIDTH 1
#ifndef __clang__
#undef WIDTH
#define WIDTH 2
#endif

/* Macros that hide nothing from clang, and from others a jump, a local variable, a name in an argument. */
#ifdef __clang__
#define AFTER_ERROR(statement) \
	do { \
	} while (0)
#define STOPS_AT(condition) (void)0
#define IS_ADDED (void)0
#define IS_NOTED(x) (void)0
#define IS_SEEN(x) (x)
#else
#define AFTER_ERROR(statement) \
	do { \
		statement \
	} while (0)
#define STOPS_AT(condition) \
	if ((condition) && 0) break
#define IS_ADDED (sum += 0)
#define IS_NOTED(x) (void)(x)
#define IS_SEEN(x) (0 + (x))
#endif
#define IS_WRAPPED(x) IS_NOTED(x)
