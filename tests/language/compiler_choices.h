/* What compiler_choices.co.c gets from elsewhere: a choice that its own text does not show. */
#if defined(__GNUC__) && !defined(__clang__)
#define COUNTS_DOWN 1
#else
#define COUNTS_DOWN 0
#endif
