/* Inside the core: see convert.c. */
#ifndef COGEN_CORE_CONVERT_H
#define COGEN_CORE_CONVERT_H

#include "cogen/frame.h"

/** Writes the value of `size` bytes and class `class` as one of `to_size` and `to_class`. false: they do not go
 * together. */
bool co__convert(void *to, size_t to_size, unsigned to_class, const void *from, size_t size, unsigned class);

#endif
