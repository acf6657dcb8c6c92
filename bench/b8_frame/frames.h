/* What the functions of B8 call: the compiler may not know what these do with a buffer. */
#ifndef BENCH_FRAMES_H
#define BENCH_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
void fill(char *buffer, size_t size, uint64_t x);
uint64_t sum(const char *buffer, size_t size);
#ifdef __cplusplus
}
#endif
#endif
