/* A public header of a library with coroutines in it. */
#ifndef CLOCK_H
#define CLOCK_H

#include <cogen/declare.h>

#define HEADER_VALUE 200

co_async(int) tick(int n);

#endif
