#include <cogen/declare.h>

#define HEADER_VALUE 5

co_generator(int) multiples(int count);
