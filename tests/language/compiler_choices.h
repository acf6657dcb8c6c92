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
