#include <cogen/declare.h>

co_async(int) first(void);
co_async(int) second(void);
co_async(int) third(void);
