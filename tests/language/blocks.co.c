/* co_try, co_catch, co_finally, co_defer, co_with over a type of its own, the cleanup attribute: each way out runs each once, innermost
 * first; an error raised meanwhile has the one before as its cause. */
#include "check.h"
#include <cogen.h>
#include <stdbool.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}
static async(int) fail(int code) {
	await later(0);
	co_raise(code, "failed %d", code);
}
static async(int) basic(int n) {
	int x = await later(1);
	co_try {
		x = await later(2);
		if (n == 0) await fail(7);
		if (n == 1) co_raise(8, "here %d", n);
		if (n == 2) return await later(30);
		x = 3;
	} co_catch (e) {
		printf("caught %d %s\n", e->code, e->message);
		x = x * 10 + await later(e->code);
		if (n == 1) return x;
	} co_finally {
		printf("finally %d\n", x);
		x += await later(100);
		printf("finally %d\n", x);
	}
	return x;
}
static async(int) cause(int n) {
	co_try {
		co_try {
			await fail(1);
		} co_catch (e) {
			printf("inner %d\n", e->code);
			co_try { await fail(5); } co_catch (f) printf("in catch %d cause %d; %d\n", f->code, f->cause ? f->cause->code : 0, e->code);
			if (n == 0) co_reraise;
			if (n == 1) await fail(2);
			if (n == 2) { co_defer printf("defer in catch %d\n", e->code); co_reraise; }
			if (n == 3) co_raise_error(e);
			return e->code;
		} co_finally {
			puts("finally");
			if (n == 4) co_raise(44, "lost");
			if (n == 1) await fail(3);
		}
	} co_catch (e) {
		for (const co_error *c = e; c; c = c->cause) printf("%d ", c->code);
		puts("");
	}
	return n;
}
static void leave(int *v) { printf("leave %d\n", *v); }
#define GUARD __attribute__((cleanup(leave)))
static async(int) defers(int n) {
	int x = 1;
	co_defer printf("outer x %d\n", x);
	for (int i = 0; i < 4; i++) {
		GUARD int k = i;
		co_defer { printf("loop %d\n", i); await later(0); printf("loop' %d x %d\n", i, x); }
		int x = await later(i * 10);
		if (x == 10) continue;
		if (n == 0 && x == 20) break;
		if (n == 1 && x == 20) return x + 1;
		if (n == 2 && x == 20) goto out;
		if (n == 3 && x == 20) await fail(9);
		k = k + 100;
		x++;
	}
	puts("loop done");
	if (n == 7)
	out: puts("out");
	x = await later(5);
	return x;
}
static async(int) again(int n) {
	int turns = 0;
again:;
	co_defer printf("turn %d\n", turns);
	turns++;
	if (await later(turns) < n) goto again;
	puts("enough");
	return turns;
}
struct res { int n; };
static async(void) enter(struct res *r) { printf("enter %d\n", r->n); if (r->n == 5) co_raise(50, "no entry"); await later(0); }
static async(bool) leave_res(struct res *r, const co_error *why) {
	printf("exit %d %d\n", r->n, why ? why->code : 0);
	await later(0);
	if (r->n == 3) co_raise(33, "exit fails");
	return r->n == 2;
}
CO_CONTEXT(struct res, enter, leave_res);
static async(int) contexts(int n, int how) {
	struct res r = { n };
	co_try {
		for (int i = 0; i < 3; i++)
			co_with (&r) {
				await later(0);
				if (how == 0) await fail(4);
				if (how == 1) continue;
				if (how == 2) break;
				if (how == 3) return 77;
			}
		puts("behind");
	} co_catch (e) {
		for (const co_error *c = e; c; c = c->cause) printf("%d ", c->code);
		puts("");
	}
	return n;
}
static async(int) run(void) {
	for (int n = 0; n < 4; n++) show("basic", await basic(n));
	for (int n = 0; n < 6; n++) show("cause", await cause(n));
	for (int n = 0; n < 5; n++)
		co_try show("defers", await defers(n));
		co_catch_all (e) printf("error %d\n", e->code);
	show("again", await again(3));
	for (int n = 1; n < 6; n++) if (n != 4) for (int how = 0; how < 5; how++) show("contexts", await contexts(n, how));
	return 0;
}
int main(void) { return co_run(int, run()); }
