/* Calls that stay as they are written: nothing in them concerns a pass. */
#include <assert.h>
#include <cogen.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>

#define UNUSED __attribute__((unused))
#define LOCAL static
#define MAX(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define SWAP(a, b) do { int t = a; a = b; b = t; } while (0)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define CONTAINER(p, T, m) ((T *)((char *)(p) - offsetof(T, m)))
#define LOG(...) fprintf(stderr, "log: " __VA_ARGS__)
#define NEGATIVE -1
#define POINTER(T) T *
#define KIND(x) _Generic((x), int: 1, default: 2)
#define NAME(x) #x
#define FIRST_OF(l) (l)->first
#define NOTHING
#define GREETING "hello, " "world"
#define INITIAL { 1, { 2, 3 } }
#define IDENTITY IDENTITY
#define real(x) inner.field_##x

enum { IDENTITY = 7 };
struct node { int value; struct { int field_x; } inner; };
struct list { struct node *first; };

static async(int) UNUSED later(int v) { return v; }

static async(int) keeps(struct list *list, int n, va_list arguments) {
	bool seen = false;
	int a = INT_MAX, b = NEGATIVE, *none = NULL;
	uint64_t wide = UINT64_C(5);
	struct pair { int x; struct { int y, z; } in; } pair = INITIAL;
	POINTER(const char) text = GREETING;
	LOCAL int calls;
	fd_set set;
	FD_ZERO(&set);
	assert(n >= 0);
	errno = 0;
	SWAP(a, b);
	if (LIKELY(a < b) && isdigit(n)) a = MAX(a, b) + 1;
	LOG("%d" NOTHING "\n", n);
	printf("%" PRIu64 " %s\n", wide, NAME(n));
	n += va_arg(arguments, int) + KIND(n) + -NEGATIVE - IDENTITY;
	a = (int)COUNT("abc") * FIRST_OF(list)->value;
	fputs(text, stdout);
	calls += CONTAINER(&list->first->inner, struct node, inner)->real(x) + pair.in.y + __LINE__ + (none != NULL) + seen;
	await later(MAX(n, 0));
	return n + calls - EOF;
}
