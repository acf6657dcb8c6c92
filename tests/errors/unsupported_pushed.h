/* Included by unsupported_pushed.co.c. */
#define STEP 1
#pragma push_macro("STEP")
#undef STEP
#pragma pop_macro("STEP")
