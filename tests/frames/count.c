/* Linked with --wrap: counts what the program and the runtime ask malloc for, and says so when the process ends. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned long count;

void *__real_malloc(size_t size);
void *__real_calloc(size_t number, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
void __real__exit(int status) __attribute__((noreturn));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t number, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
void __wrap__exit(int status) __attribute__((noreturn));

void *__wrap_malloc(size_t size) {
	count++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t number, size_t size) {
	count++;
	return __real_calloc(number, size);
}

void *__wrap_realloc(void *old, size_t size) {
	count++;
	return __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t align, size_t size) {
	count++;
	return __real_aligned_alloc(align, size);
}

__attribute__((destructor)) static void tell(void) { fprintf(stderr, "%lu\n", count); }

void __wrap__exit(int status) {
	tell();
	__real__exit(status);
}
