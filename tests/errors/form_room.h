#include <cogen/declare.h>
co_generator(int) elsewhere(int n);
