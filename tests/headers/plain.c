/* Every form of the API in plain C, with constructors instead of calls: <cogen/runtime.h>, or <cogen.h> in the generated
 * reading. Operands are constructors, functions from headers that were declared by co_async and its like. */
#ifdef COGEN_GENERATED
#include <cogen.h>
#else
#include <cogen/runtime.h>
#endif
#include <cogen/declare.h>
#include <stdio.h>

struct pair {
	struct {
		int a[2];
	} inner;
	double b;
};

co_async(int) work(int n), other(int n);
co_async(void) nothing(void);
co_async(struct pair) both(void);
co_async(enum { SMALL, LARGE }) size_of(void);
co_generator(int) numbers(int n);
co_generator(int, const char *, struct pair) everything(void);
co_async_generator(int, double) duplex(void);
typedef co_async(int) (*pointer)(int);
#ifdef COGEN_GENERATED
async(int) short_name(int n);
generator(int, double) short_generator(void);
async_generator(int) short_async_generator(void);
#endif
co_async(void) enter(struct pair *p);
co_async(bool) leave(struct pair *p, const co_error *why);
CO_CONTEXT(struct pair, enter, leave);

/* The constructors' type, whatever the declarator. */
_Static_assert(__builtin_types_compatible_p(__typeof__(other(1)), co_coro *), "the second declarator too");
_Static_assert(__builtin_types_compatible_p(__typeof__(everything), co_coro *(void)), "a generator");
_Static_assert(__builtin_types_compatible_p(pointer, co_coro *(*)(int)), "a pointer");
_Static_assert(__builtin_types_compatible_p(__typeof__(co_sleep), co_coro *(double)), "an awaitable");
_Static_assert(LARGE == 1, "what T declares is there");

/* In headers, for both readings. */
static inline int sum_of(int n) {
	int sum = 0;
	co_for (int, i, numbers(n)) {
		if (i == 3) continue;
		co_for (int, j, numbers(i)) sum += j;
		if (sum > 100) break;
	}
	co_for (const struct pair, p, both()) return p.inner.a[0];
	return sum;
}

static void callback(void *arg) { (void)arg; }

static void forms(co_loop *loop, co_group *group) {
	co_task *t = co_spawn(work(1));
	t = co_spawn_on(loop, nothing()), t = co_spawn_with(nothing(), callback, NULL);
	if (!co_spawn_threadsafe(loop, work(2))) co_go(work(3));
	co_go_on(loop, nothing()), co_go(co_sleep(1)), co_go(co_event_wait(NULL));
	co_group_spawn(group, work(1)), co_group_spawn_with(group, work(1), callback, NULL);
	co_future *all = co_gather();
	all = co_gather(work(1)), all = co_gather(work(1), t, all, both());
	all = co_gather_settled(t, work(1)), all = co_gather_strict(co_gather(t), work(2));
	struct pair p = co_gather_result(struct pair, all, 3);
	co_gather_result(void, all, 0);
	co_gather_result(int, all, 0);
	co_wait_result *w = co_wait(CO_FIRST_ERROR, t, work(1));
#ifndef __STRICT_ANSI__
	w = co_wait(CO_ALL_COMPLETED);
#endif
	co_spawn(co_wait_for(1, work(1))), co_spawn(co_wait_for(1, t)), co_spawn(co_shield(w->done[0]));
	co_gen *done = co_as_completed(work(1), t), *d = co_new(duplex());
	int v = co_result(int, t) + co_result(int, co_gather_child(all, co_result(size_t, t)));
	co_result(void, t);
	co_result(int, t);
	co_result(struct pair, t);
	co_go(co_anext(d, &v)), co_go(co_asend(d, 2.5, &v)), co_go(co_athrow(d, 5, "x", NULL)), co_go(co_aclose(done));
	(void)p;
}

int main(void) {
	int v = sum_of(4), table[2];
	struct {
		unsigned bits : 3;
	} field = { 1 };
	const struct pair constant = { { { 1, 2 } }, 3 };
	void *anywhere = &v;
	co_gen *g = co_new(numbers(3)), *e = co_new(everything());
	while (co_next(g, &v)) printf("%d\n", v);
	co_next(g, NULL), co_next(g, 0), co_next(g, anywhere), co_next(g, table);
	co_send(e, "hello", &v), co_send(e, NULL, &v), co_send(e, 'x', &v), co_send(e, field.bits, &v);
	co_send(e, constant, &v), co_send(e, constant.inner.a, &v), co_send(e, 1.5L, NULL), co_send(e, LARGE, &table[1]);
	co_throw(g, 5, "message", &v), co_throw(g, 5, "message", NULL);
	v += co_returned(int, g), co_returned(void, g);
	struct pair p = co_returned(struct pair, e);
	co_close(g), co_free(g), co_free(e);
	co_error *error = NULL;
	if (co_try_run(work(1), &v, &error)) co_error_print(error, stderr);
	co_try_run(work(1), NULL, NULL);
	co_run(void, nothing());
	co_run(int, work(1));
	co_run(struct pair, both());
	p = co_run(struct pair, both());
	forms(co_loop_current(), NULL);
	return co_run(int, other(co_run(int, work(p.inner.a[0]))));
}
