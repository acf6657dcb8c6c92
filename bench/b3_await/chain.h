/* B3: the work of one level, which compilers cannot fold with that of the next. */
#ifndef BENCH_CHAIN_H
#define BENCH_CHAIN_H

#include <bench.h>

#define BENCH_MIX(r, d) (((r) ^ ((r) >> 3)) + (d))

#define BENCH_LINKAGE static

#endif
