/* Macros of real programs: X-macros, halves of statements, kernel lists with awaits in head and body, __VA_OPT__, statement
 * expressions, macros that return, break, jump, declare, and make text of their arguments. */
#include "check.h"
#include <assert.h>
#include <cogen.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define F(x, ...) f_##x(later, 1 __VA_OPT__(, ) __VA_ARGS__)
static int f_a(async(int) (*f)(int), int n, ...) {
	va_list l;
	va_start(l, n);
	int r = n;
	for (int v; (v = va_arg(l, int)) >= 0;) r = r * 10 + v;
	va_end(l);
	return r + !f;
}

#define COLORS(X) X(red, 1) X(green, await later(2)) X(blue, local + 3)
#define VAL(n, v) int n = (v);
#define SUM(n, v) +n
#define NAME(n, v) #n,
#define CASE(n, v)                                                                                                     \
	case k_##n:                                                                                                        \
		return await later((int)strlen(#n)) + v;
#define ENUM(n, v) k_##n,
static async(int) xmacro(int local) {
	enum { COLORS(ENUM) k_last };
	const char *names[] = { COLORS(NAME) NULL };
	COLORS(VAL) int s = 0 COLORS(SUM);
	for (int i = 0; names[i]; i++) s += (int)strlen(names[i]) * await later(i);
	switch (local) { COLORS(CASE) default : break; }
	return s + k_last;
}

#define BEGIN(x)                                                                                                       \
	if ((x) > 0) {                                                                                                     \
		int begun = await later(x);                                                                                    \
		r += begun;
#define ELSE                                                                                                           \
	}                                                                                                                  \
	else {                                                                                                             \
		r -= await later(1);
#define END                                                                                                            \
	r *= 2;                                                                                                            \
	}
static async(int) halves(int x) {
	int r = 1;
	BEGIN(x) r += begun * 100;
	ELSE END return r;
}

#define container_of(ptr, type, member)                                                                                \
	({                                                                                                                 \
		const __typeof__(((type *)0)->member) *mptr_ = (ptr);                                                          \
		(type *)((char *)mptr_ - offsetof(type, member));                                                              \
	})
#define list_entry(p, t, m) container_of(p, t, m)
#define list_for_each_entry(pos, head, member)                                                                         \
	for (pos = list_entry((head)->next, __typeof__(*pos), member); &pos->member != (head);                             \
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_safe(pos, n, head, member)                                                                 \
	for (pos = list_entry((head)->next, __typeof__(*pos), member),                                                     \
	    n = list_entry(pos->member.next, __typeof__(*pos), member);                                                    \
	     &pos->member != (head); pos = n, n = list_entry(n->member.next, __typeof__(*n), member))
#define LIST_HEAD(name) struct list_head name = { &(name), &(name) }
struct list_head {
	struct list_head *next, *prev;
};

struct item {
	int v;
	struct list_head link;
};

static inline void list_add_tail(struct list_head *n, struct list_head *h) {
	n->prev = h->prev;
	n->next = h;
	h->prev->next = n;
	h->prev = n;
}

static inline void list_del(struct list_head *n) {
	n->prev->next = n->next;
	n->next->prev = n->prev;
}

static async(struct item *) make(int v) {
	struct item *i = malloc(sizeof *i);
	i->v = await later(v);
	return i;
}

static async(int) lists(int n) {
	LIST_HEAD(head);
	struct item *pos, *tmp;
	int s = 0;
	for (int i = 0; i < n; i++) list_add_tail(&(await make(i))->link, &head);
	list_for_each_entry(pos, &head, link) {
		if (await later(pos->v) == 2) continue;
		s = s * 10 + await later(pos->v);
	}
	list_for_each_entry(pos, &head, link) if (pos->v > 1) break;
	else s += await later(1);
	s += container_of(&pos->link, struct item, link)->v + await later(list_entry(pos->link.next, struct item, link)->v);
	list_for_each_entry_safe(pos, tmp, &head, link) {
		await later(0);
		list_del(&pos->link);
		free(pos);
	}
	return s + (head.next == &head);
}

#define swap(a, b)                                                                                                     \
	do {                                                                                                               \
		__typeof__(a) tmp_ = (a);                                                                                      \
		(a) = (b);                                                                                                     \
		(b) = tmp_;                                                                                                    \
	} while (0)
#define max(a, b)                                                                                                      \
	({                                                                                                                 \
		__typeof__(a) a_ = (a);                                                                                        \
		__typeof__(b) b_ = (b);                                                                                        \
		a_ > b_ ? a_ : b_;                                                                                             \
	})
#define min(x, y)                                                                                                      \
	({                                                                                                                 \
		__auto_type x_ = (x);                                                                                          \
		__auto_type y_ = (y);                                                                                          \
		(void)(&x_ == &y_);                                                                                            \
		x_ < y_ ? x_ : y_;                                                                                             \
	})
#define ARRAY_SIZE(a)                                                                                                  \
	(sizeof(a) / sizeof((a)[0]) +                                                                                      \
	 0 * sizeof(char[1 - 2 * !!__builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0]))]))
#define CHECK(expr)                                                                                                    \
	do {                                                                                                               \
		int rc_ = (expr);                                                                                              \
		if (rc_ < 0) {                                                                                                 \
			printf("%s:%s failed %d\n", __func__, #expr, rc_);                                                         \
			goto fail;                                                                                                 \
		}                                                                                                              \
	} while (0)
#define TRY(e)                                                                                                         \
	({                                                                                                                 \
		int r_ = (e);                                                                                                  \
		if (r_ < 0) return r_ * 2;                                                                                     \
		r_;                                                                                                            \
	})
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WITH(x) for (int once_ = 1, x = await later(5); once_; once_ = 0)
#define STR(x) #x
#define XSTR(x) STR(x)
#define CAT(a, b) a##b
#define XCAT(a, b) CAT(a, b)
#define UNIQ(p) XCAT(p, __LINE__)
#define BOTH(e)                                                                                                        \
	int UNIQ(v) = (e);                                                                                                 \
	m += UNIQ(v)
static async(int) uses(int n) {
	int a = 3, b = 4, arr[] = { 1, 2, 3, await later(4) };
	swap(a, arr[await later(1)]);
	swap(arr[0], b);
	int m = max(await later(a), await later(b)) + min(await later(10), n) +
	        max(max(1, await later(9)), min(await later(2), 3));
	CHECK(await later(n - 1));
	m += TRY(await later(n - 2));
	if (unlikely(await later(n) > 100)) return -1;
	WITH(x) {
		m += x * await later(2);
		if (m < 0) break;
	}
	BOTH(await later(7));
	for (size_t i = 0; i < ARRAY_SIZE(arr); i++) m = m * 3 + await later(arr[i]);
	printf("%s %s %s %d\n", STR(await later(n)), XSTR(m + 1), __func__, __LINE__);
	assert(await later(m) || !"never");
	assert(m != 12345678 && "text");
	errno = await later(EINVAL);
	m += errno;
	m += isdigit(await later('7')) != 0;
	m += toupper(await later('a')) + (int)offsetof(struct item, link);
	return m;
fail:
	await later(0);
	return -5;
}

#define EMPTY
#define DEFER(x) x EMPTY
#define OBSTRUCT later
#define AW await
#define CALL(f, args) AW f args
#define ID(x) x
static async(int) odd(int n) {
	int r = CALL(later, (n)) + AW OBSTRUCT(n) + ID(ID(AW) later)(2) + ID(await later)(3) ID(; r += AW later ID((4)));
	return r;
}

static async(int) lineno(void) {
	int l = __LINE__;
	await later(0);
	l -= __LINE__;
	return l * 1000 + __LINE__ - __LINE__ + (int)sizeof(__func__) + await later((int)strlen(__FUNCTION__)) +
	       __COUNTER__ + __COUNTER__;
}

static async(int) run(void) {
	show("F", F(a, 2, 3, -1));
	show("F", F(a, -1));
	show("F", F(a, await later(4), 5, -1));
	for (int i = 0; i < 4; i++) show("x", await xmacro(i));
	show("h", await halves(3));
	show("h", await halves(-3));
	show("lists", await lists(5));
	for (int i = 0; i < 4; i++) show("uses", await uses(i));
	show("odd", await odd(3));
	show("line", await lineno());
	return __COUNTER__;
}

int main(void) { return co_run(int, run()); }
