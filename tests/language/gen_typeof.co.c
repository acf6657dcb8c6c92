/* Generators that yield, are sent and return what leads to coroutines, in types that are written with typeof. */
#include "check.h"
#include <cogen.h>

/* clang says of a keyword in the parentheses of another that its attribute is not heeded */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wignored-attributes"
#endif

static async(int) later(int n) {
	if (suspend_now()) await co_sleep(0);
	return n;
}
static async(int) twice(int n) { return 2 * await later(n); }
static async(int) apply(async(int) (*f)(int), int n) { return await f(n) + 1; }
static generator(int) numbers(int n) {
	while (n--) yield n;
}

static generator(__typeof__(&later)) some(int n) {
	for (int i = 0; i < n; i++) yield (i % 2 ? later : twice);
}
static generator(__typeof__(&apply), __typeof__(&later), __typeof__(&twice)) all(void) {
	__typeof__(&later) f = co_received(__typeof__(&later), yield apply);
	while (f != twice) f = co_received(__typeof__(&later), yield apply);
	return f;
}
static async_generator(__typeof__(&later)) stream(int n) {
	co_for (__typeof__(&later), f, some(n)) {
		await f(1);
		yield f;
	}
}
static async_generator(__typeof__(&numbers), __typeof__(&later)) sources(void) {
	__typeof__(&later) f = co_received(__typeof__(&later), yield numbers);
	await f(1);
	f = co_received(__typeof__(&later), yield numbers);
	await (f ? f : later)(1);
}
static generator(__typeof__(async(int) (*)(int)), __typeof__(generator(int) (*)(int)), __typeof__(&some))
types(void) {
	__typeof__(&numbers) f = co_received(__typeof__(&numbers), yield later);
	co_for (int, i, f(2)) co_received(__typeof__(&numbers), yield (i ? later : twice));
	return some;
}
static generator(__typeof__(&numbers)) generators(void) { yield numbers; }
static async(__typeof__(generator(int) (*)(int))) of_type(void) {
	await later(1);
	return numbers;
}
static async(__typeof__(&some)) of_generator(void) { return some; }
typedef __typeof__(&later) pointer;
static async(int) takes(__typeof__(&apply) f, pointer g, async(int) (*h)(__typeof__(&apply), __typeof__(&later), int),
                        int n) {
	int sum = await f(g, await later(n));
	return n ? sum + await h(f, g, await later(1)) : sum;
}
static async(int) taken(__typeof__(&apply) f, __typeof__(&later) g, int n) { return await f(g, n); }
static async(__typeof__(async(int) (*)(async(int) (*)(int), int))) applier(void) { return apply; }

static async(int) of_yields(int n) {
	int sum = 0;
	co_for (__typeof__(&later), f, some(n)) sum += await f(n);
	co_for_await (__typeof__(&later), f, stream(n)) sum += await f(n);
	co_for (__typeof__(&numbers), g, generators()) co_for (int, i, g(n)) sum += await later(i);
	co_for (int, i, (await of_type())(n)) sum += await later(i);
	co_for (__typeof__(&later), f, (await of_generator())(n)) sum += await f(100);
	return sum;
}
static async(int) of_sends(void) {
	co_gen *g = co_new(all()), *s = co_new(sources());
	__typeof__(&apply) f = NULL;
	__typeof__(&numbers) h = NULL;
	co_next(g, &f);
	int sum = await f(twice, 1);
	co_send(g, later, &f);
	sum += await f(twice, 2);
	co_send(g, twice, &f);
	sum += await (co_returned(__typeof__(&twice), g))(3);
	await co_anext(s, &h);
	co_for (int, i, h(3)) sum += await later(i);
	await co_asend(s, later, &h);
	co_for (int, i, h(4)) sum += await later(i);
	await co_aclose(s);
	co_gen *t = co_new(types());
	__typeof__(&later) l = NULL;
	co_next(t, &l);
	sum += await l(5);
	co_send(t, numbers, &l);
	sum += await l(6);
	while (co_send(t, numbers, &l)) continue;
	co_for (__typeof__(&later), k, (co_returned(__typeof__(&some), t))(3)) sum += await k(7);
	co_free(t);
	co_free(s), co_free(g);
	return sum;
}
static async(int) of_fields(int n) {
	struct local {
		generator(__typeof__(&later)) (*some)(int);
		generator(__typeof__(&apply), __typeof__(&later), __typeof__(&twice)) (*all)(void);
		async(__typeof__(generator(int) (*)(int))) (*of_type)(void);
		__typeof__(&taken) taken;
		async(__typeof__(async(int) (*)(async(int) (*)(int), int))) (*applier)(void);
		async(int) (*takes)(__typeof__(&apply), pointer, async(int) (*)(__typeof__(&apply), __typeof__(&later), int), int);
	} local = { some, all, of_type, taken, applier, takes };
	int sum = await local.taken(apply, later, n);
	co_for (__typeof__(&later), f, local.some(n)) sum += await f(n);
	co_for (int, i, (await local.of_type())(n)) sum += await later(i);
	co_for (__typeof__(&apply), f, local.all()) {
		sum += await f(later, n);
		break;
	}
	sum += await (await local.applier())(later, await twice(n));
	sum += await ((__typeof__(&apply))(void *)apply)(later, await twice(n));
	sum += await ((__typeof__(&apply)[]){ apply })[await later(0)](later, await twice(n));
	sum += await ((async(int) (*[])(async(int) (*)(int), int)){ apply })[await later(0)](later, await twice(n));
	sum += await ((async(int) (*)(async(int) (*)(int), int))(void *)apply)(later, await twice(n));
	sum += await ((__typeof__(async(int) (*)(async(int) (*)(int), int)))(void *)apply)(later, await twice(n));
	return sum + await local.takes(apply, twice, taken, n);
}

int main(void) {
	show("yields", co_run(int, of_yields(4)));
	show("sends", co_run(int, of_sends()));
	show("fields", co_run(int, of_fields(5)));
	show("takes", co_run(int, takes(apply, later, taken, 2)));
	return 0;
}
