/* B3: awaits that complete at once. chain.py makes the functions; this is put before them, main.inc behind. */
#include "chain.h"
#include <cogen.h>

