/* __attribute__((cleanup)) on variables that live over suspensions: run once, in reverse order, on every way out. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static void leave(const int *v) { printf("leave %d\n", *v); }

static void release(char **p) {
	printf("release %s\n", *p ? *p : "nothing");
	free(*p);
}

#define GUARD __attribute__((cleanup(leave)))

static char *copy_of(const char *text) {
	char *copy = malloc(strlen(text) + 1);
	return strcpy(copy, text);
}

static async(int) ways_out(int n) {
	GUARD int a = 1;
	for (GUARD int i = 10; i < 13; i++) {
		GUARD int b = 2;
		if (n == 0) return await later(100);
		if (n == 1) continue;
		if (n == 2) break;
		GUARD int c = await later(3);
		if (n == 3) goto out;
		b = await later(20);
		await later(c);
	}
	{
		char *text __attribute__((cleanup(release))) = copy_of("text");
		await later(0);
		text[0] = 'T';
		if (n == 4) return text[0];
		char *none __attribute__((cleanup(release), unused)) = NULL;
	}
out:
	await later(0);
	return a;
}

static async(int) value_first(void) {
	GUARD int v = 5;
	await later(0);
	return v++ * await later(10);
}

static async(int) gotos(int n) {
	int turns = 0;
again: {
	GUARD int inner = turns;
	if (++turns < n) goto again;
	inner = await later(turns * 10);
}
	return turns;
}

/* not its own, but of what its initialiser declares */
static async(int) another(int n) {
	int of_value __attribute__((unused)) = ({
		GUARD int inner = await later(n);
		inner * 10;
	});
	int row[({
		GUARD int inner = n + 1;
		await later(inner + 1);
	})];
	const char *text __attribute__((unused)) = "__attribute__((cleanup(leave)))";
	of_value += await later(1);
	return of_value + (int)sizeof row + (int)strlen(text);
}

static async(int) run(void) {
	for (int n = 0; n < 6; n++) show("ways out", await ways_out(n));
	show("value first", await value_first());
	show("gotos", await gotos(3));
	show("another", await another(3));
	return 0;
}

int main(void) { return co_run(int, run()); }
