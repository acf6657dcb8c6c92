/* The cause of an error: what was handled, or under way, where it was raised; whatever blocks lie between that and where it is caught. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) fail(int code) {
	await later(0);
	co_raise(code, "failed %d", code);
}

static void chain(const char *where, const co_error *error) {
	printf("%s:", where);
	for (; error; error = error->cause) printf(" %d", error->code == CO_ECANCELED ? 999 : error->code);
	puts("");
}

struct resource {
	const char *name;
	int fails;
};
static async(void) enter(struct resource *r) {
	await later(0);
	if (r->fails == 1) co_raise(50, "enter");
}
static async(bool) leave(struct resource *r, const co_error *why) {
	chain(r->name, why);
	await later(0);
	if (r->fails == 2) co_raise(51, "leave");
	return r->fails == 3;
}
CO_CONTEXT(struct resource, enter, leave);

/* Caught inside a try, a finally, a context, a lock, a loop over a generator, each inside of a catch. */
static async(void) in_catch(void) {
	co_lock lock = CO_LOCK_INIT;
	co_try await fail(1);
	co_catch (first) {
		co_try {
			co_try await fail(2);
			co_catch (e) chain("try in try", e);
		} co_finally {
			co_try await fail(3);
			co_catch (e) chain("try in finally", e);
		}
		co_with (&lock) {
			co_try co_raise(4, "four");
			co_catch_all (e) chain("try in lock", e);
		}
		struct resource r = { "leave in catch", 3 };
		co_with (&r) await fail(5);
		struct resource s = { "leave that fails", 2 };
		co_try co_with (&s) await fail(6);
		co_catch (e) chain("leave failed", e);
		struct resource t = { "never", 1 };
		co_try co_with (&t) await fail(7);
		co_catch (e) chain("enter failed", e);
		chain("itself", first);
	}
}

/* Where the inner co_try does not take it. */
static async(void) passing(void) {
	co_try await fail(1);
	co_catch (first) {
		co_try {
			co_try {
				co_cancel(co_current_task());
				await co_sleep(0);
			} co_catch (e) {
				chain("wrong", e);
			} co_finally {
				co_try await fail(2);
				co_catch (e) chain("in finally", e);
			}
		} co_catch_all (e) {
			chain("cancelled", e);
		}
	}
}

/* Under way, in the order in which they came; and raised again. */
static async(void) under_way(int n) {
	co_try {
		co_defer {
			co_try await fail(3);
			co_catch (e) {
				chain("in defer", e);
				if (n == 2) co_reraise;
				if (n == 3) co_raise_error(e->cause);
			}
			if (n == 1) await fail(4);
		}
		co_defer await fail(2);
		await fail(1);
	} co_catch (e) {
		chain("outside", e);
		co_try co_raise_error(e);
		co_catch (f) printf("the same: %d\n", e == f);
	}
}

/* A cause that was there before stays, and what is handled goes behind it. */
static async(void) with_causes(void) {
	co_error *kept = NULL;
	co_defer co_error_free(kept);
	co_try {
		co_try await fail(1);
		co_catch (e) await fail(2);
	} co_catch (e) kept = co_error_copy(e);
	co_try {
		co_try await fail(3);
		co_catch (e) co_raise_error(kept);
	} co_catch (e) chain("added", e);
}

/* Closed while it handles one: what closes it has a cause, too. */
static generator(int) closed_in_catch(void) {
	co_try co_raise(1, "first");
	co_catch (first) {
		co_try {
			co_defer {
				co_try co_raise(2, "second");
				co_catch (e) chain("in defer of the closed", e);
			}
			yield 1;
		}
		co_catch_all (e) {
			chain("closed", e);
			co_reraise;
		}
	}
}
/* Closed while it is being closed: two errors, though each close raises the same one. */
static generator(int) closed_again(void) {
	co_try {
		co_try yield 1;
		co_finally yield 2;
	}
	co_catch_all (e) {
		chain("closed again", e);
		co_reraise;
	}
}
/* Closed, and what closed it raised again: one error, also where something runs before it leaves the catch. */
static generator(int) raised_again(int how) {
	co_try {
		co_try yield 1;
		co_catch_all (e) {
			chain("to be raised again", e);
			co_defer if (how & 1) yield 2;
			if (how < 2) co_reraise;
			if (how < 4) co_raise_error(e);
			co_try co_raise(3, "third");
			co_catch (third) co_raise_error(third->cause);
		}
	}
	co_catch_all (e) {
		chain("raised again", e);
		co_reraise;
	}
}
static void closes(void) {
	int value;
	for (int how = 0; how < 6; how++) {
		co_gen *again = co_new(raised_again(how));
		co_next(again, &value);
		printf("how %d: yields %d\n", how, co_close(again) == CO_ESTATE);
		if (co_gen_state(again) != CO_CLOSED) co_next(again, &value);
		chain("it ends with", co_gen_error(again));
		co_free(again);
	}
	co_gen *g = co_new(closed_in_catch());
	co_next(g, &value);
	printf("closed: %d\n", co_close(g));
	co_free(g);
	co_for (int, i, closed_in_catch()) break;
	g = co_new(closed_again());
	co_next(g, &value);
	printf("ignored: %d\n", co_close(g) == CO_ESTATE);
	co_free(g);
}

static async(int) run(void) {
	closes();
	await in_catch();
	await passing();
	for (int n = 0; n < 4; n++) await under_way(n);
	await with_causes();
	return 0;
}

int main(void) { return co_run(int, run()); }
