/* What redeclared.co.c defines. */
#include <cogen/declare.h>
co_generator(int) in_the_header(int n);
co_generator(double) in_the_header_too(int n);
