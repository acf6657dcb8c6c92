/* What cogen does not take. */
#include <cogen.h>

static async(int) main(void) { return 0; } /* error: unsupported */
