/* Linked with --wrap: counts what the program and the runtime ask malloc for, and says so when the process ends; a server is ended by SIGTERM. */
#include <signal.h>
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

/* Without stdio: a signal may end the program. */
__attribute__((destructor)) static void tell(void) {
	char digits[24];
	size_t at = sizeof digits;
	digits[--at] = '\n';
	for (unsigned long left = count; left || at == sizeof digits - 1; left /= 10) digits[--at] = (char)('0' + left % 10);
	while (write(2, digits + at, sizeof digits - at) < 0) continue;
}

void __wrap__exit(int status) {
	tell();
	__real__exit(status);
}

static void on_signal(int number) {
	(void)number;
	_exit(0);
}

__attribute__((constructor)) static void listen_to(void) { signal(SIGTERM, on_signal); }
