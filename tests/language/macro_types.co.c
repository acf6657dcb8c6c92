/* Macros that ask for the type of an argument with a suspension, and evaluate it as well, once: the shapes of container_of, min and
 * swap as kernels have them. */
#include "check.h"
#include <cogen.h>
#include <stdbool.h>
#include <stddef.h>

#if defined __clang__
#pragma clang diagnostic ignored "-Wunevaluated-expression"
#endif

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int counted;
static async(long) counted_later(long v) {
	counted++;
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct link {
	struct link *next;
};
struct item {
	int id;
	struct link link;
};

static async(struct link *) pop(struct link *head) {
	if (suspend_now()) await co_sleep(0);
	return head->next;
}

#define same_type(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define container_of(pointer, type, member) \
	({ \
		void *at_ = (void *)(pointer); \
		_Static_assert(same_type(*(pointer), ((type *)0)->member) || same_type(*(pointer), void), "pointer type mismatch"); \
		((type *)((char *)at_ - offsetof(type, member))); \
	})

#define is_constant(x) (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#define typecheck(x, y) (!!(sizeof((__typeof__(x) *)1 == (__typeof__(y) *)1)))
#define compare(x, y, op) ((x) op (y) ? (x) : (y))
#define compare_once(x, y, op) ({ __typeof__(x) x_ = (x); __typeof__(y) y_ = (y); compare(x_, y_, op); })
#define careful(x, y, op) \
	__builtin_choose_expr(typecheck(x, y) && is_constant(x) && is_constant(y), compare(x, y, op), compare_once(x, y, op))
#define min(x, y) careful(x, y, <)

#define is_signed(x) (((__typeof__(x))(-1)) < (__typeof__(x))1)
#define checked_min(x, y) \
	({ \
		_Static_assert(is_signed(x) == is_signed(y), "signedness error"); \
		__auto_type x_ = (x); \
		__auto_type y_ = (y); \
		x_ < y_ ? x_ : y_; \
	})

#define SIZED(x) ((int)sizeof(x) * 100 + (int)_Alignof(__typeof__(x)) * 10 + (int)(x))
#define WIDE(x) (same_type(x, long) ? 1000 : 0)
#define WIDTH(x) (WIDE(x) + (int)sizeof (x) + (int)(x))

/* a statement of its own, whose value nobody wants */
#define WARN_ONCE(condition) \
	({ \
		static bool warned_; \
		int is_ = !!(condition); \
		if (is_ && !warned_) { \
			warned_ = true; \
			show_text("once", #condition); \
		} \
		__builtin_expect(!!(is_), 0); \
	})

static async(int) run(void) {
	struct item item = { 4, { NULL } };
	struct link head = { &item.link };
	show("container", container_of(await pop(&head), struct item, link)->id);
	show("min", min(await later(4), 3));
	show("both", min(await later(2), await later(7)));
	show("longs", (int)min(await counted_later(12), await counted_later(11)));
	show("nested", min(await later(9), min(await later(8), 10)));
	show("checked", checked_min(await later(5), await later(6)));
	show("sized", SIZED(await later(5)) + SIZED(await counted_later(6)));
	show("width", WIDTH(await later(5)) + WIDTH(await counted_later(6)));
	for (int i = 0; i < 3; i++) WARN_ONCE(await later(i) > 0);
	if (WARN_ONCE(await later(1))) counted++;
	show("counted", counted);
	return 0;
}

int main(void) { return co_run(int, run()); }
