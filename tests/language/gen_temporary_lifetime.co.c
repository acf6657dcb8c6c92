/* As temporary_lifetime, where generators and forms come in: arrays in values that are yielded, sent, handed to generators and
 * tasks; the results of tasks. */
#include "check.h"
#include <cogen.h>

struct triple {
	int a[3];
};
struct text {
	char a[8];
};

static struct triple plain(int v) { return (struct triple){ { v, v + 1, v + 2 } }; }
static struct text text_of(char c) { return (struct text){ { c, 'b', 'c', '\0' } }; }
static int first(const int *a, int b) { return a[0] * 10 + b; }

static void clobber(void) {
	volatile int noise[64];
	for (int i = 0; i < 64; i++) noise[i] = -7;
	(void)noise[3];
}

static generator(const int *) arrays(int n) {
	for (int i = 0; i < n; i++) yield plain(i * 10).a;
	yield (plain(70).a);
	yield &plain(80).a[1];
}

static generator(int, int) asks(const int *a) {
	int sum = 0;
	for (int i = 0; i < 3; i++) sum += first(plain(i).a, yield a[i]) + *(plain(sum).a + (yield sum));
	yield sum;
}

static generator(char) letters(const char *text) {
	while (*text) yield *text++;
}

static generator(char) twice(const char *text) {
	yield_from letters(text);
	yield_from letters(text_of((char)(*text + 1)).a);
}

static async_generator(const char *) names(const char *prefix) {
	for (char c = 'x'; c <= 'z'; c++) {
		yield text_of(c).a;
		await co_sleep(0);
		yield prefix;
	}
}

static async(int) sum(const int *a, int b) {
	clobber();
	if (suspend_now()) await co_sleep(0);
	clobber();
	return a[0] * 10 + a[2] + b;
}

static async(struct triple) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return plain(v);
}

static int length(const char *text) { return (int)strlen(text); }

static async(void) forms(void) {
	/* a task runs on behind the expression, so it has to be waited for in there */
	show("spawned", co_result(int, await co_spawn(sum(plain(1).a, 2))));
	show("gathered", co_gather_result(int, await co_gather(sum(plain(3).a, 4), later(5), sum(plain(6).a, 7)), 2));
	co_task *task = co_spawn(later(8));
	await task;
	show("result", first(co_result(struct triple, task).a, await sum(plain(9).a, 0)));
	show("made", first(plain(4).a, co_result(int, await co_spawn(sum(plain(1).a, 1)))));
	show("no suspension", first(plain(5).a, (co_go(later(2)), 3)));
	await co_sleep(0);
	co_try {
		if (suspend_now()) co_raise(7, "%s %d", text_of('r').a, await sum(plain(1).a, 1));
		co_raise(7, "%s %d", text_of('r').a, 14);
	}
	co_catch (e) show_text("raised", e->message);
	co_for_await (const char *, s, names(text_of('n').a)) {
		clobber();
		show_text("name", s);
	}
	co_for (char, c, letters(text_of('l').a)) {
		clobber();
		co_timeout (length(text_of('t').a)) await co_sleep(0);
		show("letter", c);
	}
	co_for (char, c, twice(text_of('m').a)) {
		clobber();
		show("twice", c);
	}
	co_gen *g = co_new(letters("gh"));
	co_for (char, c, g) show("object", c + await sum(plain(c).a, 0));
}

int main(void) {
	co_for (const int *, p, arrays(3)) {
		clobber();
		show_ints("yielded", p, 2);
	}
	int sent[] = { 100, 200, 300 }, v;
	co_gen *g = co_new(asks(sent));
	for (bool more = co_next(g, &v); more; more = co_send(g, v % 3, &v)) show("sent", v);
	co_free(g);
	co_run(void, forms());
	return 0;
}
