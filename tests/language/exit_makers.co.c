/* What runs on a way out makes a handle or a task, which may fail, and does nothing else that could: the error under
 * way, the cancellation, the value, the jump goes on as it came. Each form, in each place, on each way. */
#include "check.h"
#include <cogen.h>

enum way { FALLS, RAISES, RETURNS, BREAKS, CONTINUES, JUMPS, WAITS, FAILS_LATER, WAYS };

static int made;

static async(void) nothing(void) { await co_sleep(0); }

static async(void) later(void) {
	if (suspend_now()) await co_sleep(0);
}

static async(int) fail(int code) {
	await later();
	co_raise(code, "failed %d", code);
}

static async(void) forever(void) {
	for (;;) await co_sleep(10);
}

static void over(void *arg) { (void)arg; }

static void keep(co_task *task) { (void)task; }

static void put_back(int *taken) { --*taken; }

static void look(int *taken) {
	if (*taken) puts("it is not put back");
}

/* A loop of two rounds: the ways out of it from a block with something to run. */
#define TAKE(way, i)                                     \
	if ((way) == RAISES) co_raise(7, "raised");          \
	if ((way) == RETURNS) return 100 + (i);              \
	if ((way) == BREAKS) break;                          \
	if ((way) == CONTINUES) continue;                    \
	if ((way) == JUMPS) goto out;                        \
	if ((way) == WAITS) await forever();                 \
	if ((way) == FAILS_LATER) await fail(8);

#define IN_LOOP(name, ...)                               \
	static async(int) name(co_group *g, enum way way) {  \
		int i;                                           \
		(void)g;                                         \
		for (i = 0; i < 2; i++) {                        \
			__VA_ARGS__                                  \
		}                                                \
		return i;                                        \
	out:                                                 \
		return 200 + i;                                  \
	}

#define PLACES(name, ...)                                                                                      \
	IN_LOOP(name##_defer, co_defer { made++; __VA_ARGS__ } TAKE(way, i))                                       \
	IN_LOOP(name##_finally, co_try { TAKE(way, i) } co_finally { made++; __VA_ARGS__ })                        \
	IN_LOOP(name##_caught,                                                                                     \
	        co_try { TAKE(way, i) } co_catch (e) { __VA_ARGS__ co_reraise; } co_finally { made++; __VA_ARGS__ }) \
	IN_LOOP(name##_raised,                                                                                     \
	        co_try { made++; TAKE(way, i) } co_catch_all (e) { co_defer { __VA_ARGS__ } co_reraise; })         \
	IN_LOOP(name##_nested,                                                                                     \
	        co_try { TAKE(way, i) } co_finally {                                                               \
		        co_try { made++; } co_finally { __VA_ARGS__ }                                                  \
	        })                                                                                                 \
	IN_LOOP(name##_attribute,                                                                                  \
	        int taken __attribute__((cleanup(look))) = 1;                                                      \
	        co_defer { made++; __VA_ARGS__ }                                                                   \
	        int *there __attribute__((unused)) = &taken;                                                       \
	        int back __attribute__((cleanup(put_back), unused)) = 1;                                           \
	        co_defer { put_back(&taken); __VA_ARGS__ }                                                         \
	        TAKE(way, i))                                                                                      \
	IN_LOOP(name##_timeout, co_defer { made++; __VA_ARGS__ } co_timeout (100) { TAKE(way, i) })                \
	IN_LOOP(name##_in_timeout, co_timeout (100) { co_defer { made++; __VA_ARGS__ } TAKE(way, i) })             \
	IN_LOOP(name##_generated,                                                                                  \
	        co_for (int, k, name##_plain(1)) {                                                                 \
		        co_defer { made++; __VA_ARGS__ }                                                               \
		        if (k < 0) break;                                                                              \
		        TAKE(way, i)                                                                                   \
	        })                                                                                                 \
	IN_LOOP(name##_given,                                                                                      \
	        co_for_await (int, k, name##_values(g, way)) {                                                     \
		        if (k < 0 || way == BREAKS) break;                                                             \
		        if (way == RETURNS) return 100;                                                                \
		        if (way == JUMPS) goto out;                                                                    \
	        })

/* What the asynchronous generator runs on its way out, by its own errors or because the loop over it is left. */
#define GENERATORS(name, ...)                                                       \
	static generator(int) name##_plain(int n) {                                     \
		for (int i = 0; i < n; i++) yield i;                                        \
	}                                                                               \
	static async_generator(int) name##_values(co_group *g, enum way way) {          \
		co_defer { made++; __VA_ARGS__ }                                            \
		(void)g;                                                                    \
		yield 1;                                                                    \
		if (way == RAISES) co_raise(7, "raised");                                   \
		if (way == WAITS) await forever();                                          \
		if (way == FAILS_LATER) await fail(8);                                      \
		yield 2;                                                                    \
	}

#define FORMS(X)                                                                                     \
	X(go, co_go(nothing());)                                                                         \
	X(shield, co_go(co_shield(nothing()));)                                                          \
	X(spawn, co_spawn(nothing());)                                                                   \
	X(held, co_task *t = co_spawn(nothing()); (void)co_done(t);)                                     \
	X(group, co_group_spawn(g, nothing());)                                                          \
	X(gather, (void)co_gather(nothing(), nothing());)                                                      \
	X(wait, (void)co_wait(CO_ALL_COMPLETED, nothing());)                                                   \
	X(future, co_future *f = co_future_new(sizeof(int)); (void)co_done(f);) \
	X(empty, co_future_new(0);) \
	X(settled, (void)co_gather_settled(nothing(), nothing());) \
	X(array, co_scope { co_future *some[] = { co_spawn(nothing()), co_future_new(0) }; (void)co_gather_n(some, 1); (void)co_wait_n(CO_ALL_COMPLETED, some, 1); }) \
	X(spawn_on, co_spawn_on(co_loop_current(), nothing());) \
	X(spawn_with, co_spawn_with(nothing(), over, NULL);) \
	X(group_with, co_group_spawn_with(g, nothing(), over, NULL);) \
	X(go_on, co_go_on(co_loop_current(), nothing());) \
	X(scope, co_scope { co_spawn(nothing()); co_task *t = co_spawn(nothing()); keep(t); }) \
	X(in_scope, co_scope { if (g) co_go(nothing()); })

#define DEFINE(name, ...) GENERATORS(name, __VA_ARGS__) PLACES(name, __VA_ARGS__)
FORMS(DEFINE)

/* What has to come of it; two places have a loop inside of the loop. */
static const char *wanted(const char *place, enum way way) {
	bool inner = !strcmp(place, "generated") || !strcmp(place, "given");
	switch (way) {
	case RAISES: return "raised";
	case FAILS_LATER: return "failed 8";
	case WAITS: return "cancelled, given up";
	case RETURNS: return "100";
	case BREAKS: return inner ? "2" : "0";
	case JUMPS: return "200";
	default: return "2";
	}
}

static async(int) way_out(const char *form, const char *place, enum way way, co_task *task) {
	char came[80];
	made = 0;
	if (way == WAITS) {
		await co_sleep(.0001);
		co_cancel(task);
	}
	co_try {
		co_timeout (5) await task;
		snprintf(came, sizeof came, "%d", co_result(int, task));
	} co_catch_all (e) {
		snprintf(came, sizeof came, "%s%s", e->message, co_cancelled(task) ? ", given up" : "");
	}
	if (!strcmp(came, wanted(place, way)) && made) return 1;
	printf("%s in %s, way %d: %s instead of %s, made %d\n", form, place, way, came, wanted(place, way), made);
	return 0;
}

#define LEAVE(form, place) sum += await way_out(#form, #place, way, co_spawn(form##_##place(g, way)));

#define CHECK(form, ...)                                                                                       \
	static async(void) form##_check(void) {                                                                    \
		int sum = 0;                                                                                           \
		for (enum way way = FALLS; way < WAYS; way++) {                                                        \
			co_group (g) co_scope {                                                                            \
				LEAVE(form, defer) LEAVE(form, finally) LEAVE(form, caught)                \
				LEAVE(form, raised) LEAVE(form, nested)                                  \
				LEAVE(form, attribute) LEAVE(form, timeout) LEAVE(form, in_timeout)         \
				LEAVE(form, generated) LEAVE(form, given)               \
			}                                                                                                  \
		}                                                                                                      \
		printf("%s: %d ways out\n", #form, sum);                                                               \
	}
FORMS(CHECK)

static async(void) all(void) {
#define RUN(form, ...) await form##_check();
	FORMS(RUN)
}

int main(void) {
	co_run(void, all());
	return 0;
}
