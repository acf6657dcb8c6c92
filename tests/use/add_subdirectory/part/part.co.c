#include "part.h"
#include <cogen.h>

generator(int) multiples(int count) {
	for (int i = 1; i <= count; i++) yield(i * HEADER_VALUE);
}
