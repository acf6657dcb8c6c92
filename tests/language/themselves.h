/* For macros_of_themselves.co.c: such macros as a header has them, over several lines, too. */
struct ctx { int state, flags; };
#define state (ctx->state + \
               0)
#define flags (ctx->flags)
