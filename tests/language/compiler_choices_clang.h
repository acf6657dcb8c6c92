/* What compiler_choices.co.c includes where clang reads it. */
#define FROM_FILE_OF_CLANG 1
