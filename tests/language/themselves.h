/* For macros_of_themselves.co.c: such macros as a header has them, over several lines, too. */
struct machine { int state, flags; };
#define state (machine->state + \
               0)
#define flags (machine->flags)
