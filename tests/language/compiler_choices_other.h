/* What compiler_choices.co.c includes where another compiler reads it. */
#define FROM_FILE_OF_OTHERS 1
