/* B3: the work of one level, which compilers cannot fold with that of the next. */
#ifndef BENCH_CHAIN_H
#define BENCH_CHAIN_H

#include <bench.h>

#define BENCH_MIX(r, d) (((r) ^ ((r) >> 3)) + (d))

/* OPAQUE: no function of the chain is inlined. */
#if defined OPAQUE
#define BENCH_LINKAGE static BENCH_OPAQUE
#else
#define BENCH_LINKAGE static
#endif

#endif
