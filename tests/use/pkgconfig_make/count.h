#include <cogen/declare.h>

#define HEADER_VALUE 3

co_async(int) count(int to);
