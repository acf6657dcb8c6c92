/* co_for_await: over calls and objects, each way out of it, errors from both sides, values of all sizes, nested, in async generators. */
#include <cogen.h>
#include <stdio.h>

struct large {
	int n;
	char text[40];
};

static async_generator(int) count(const char *name, int n) {
	co_defer { printf("(%s is closed)", name); }
	for (int i = 0; i < n; i++) {
		await co_sleep(0.001 * (i % 2));
		yield i;
	}
	if (n == 4) co_raise(44, "the generator fails");
}

static async_generator(struct large) larges(void) {
	for (int i = 0; i < 3; i++) {
		struct large one = { i, "" };
		snprintf(one.text, sizeof one.text, "number %d", i);
		yield one;
	}
}

static async_generator(int) twice(int n) {
	co_for_await (int, i, count("inner", n)) {
		yield (2 * i);
		await co_checkpoint();
		if (i == 3) break;
	}
}

static async(int) leaves(int how) {
	int sum = 0;
	for (int round = 0; round < 2; round++) {
		co_for_await (int, i, count("c", 5)) {
			sum += i;
			if (how == 1 && i == 2) break;
			if (how == 2 && i % 2) continue;
			if (how == 3 && i == 2) return sum;
			if (how == 4 && i == 2) goto out;
			if (how == 5 && i == 2) co_raise(55, "the body fails");
			await co_checkpoint();
			sum += 10;
		}
		sum += 100;
	}
out:
	return sum;
}

static async(void) ways(void) {
	for (int how = 0; how < 6; how++) {
		co_try { printf("%d: %d\n", how, await leaves(how)); }
		co_catch (e) { printf("%d: error %d, %s\n", how, e->code, e->message); }
	}
}

static async(void) values(void) {
	co_for_await (struct large, one, larges()) printf("%s, ", one.text);
	int *at = NULL;
	co_for_await (int, i, twice(9)) {
		at = &i;
		await co_sleep(0.001);
		printf("%d ", *at);
	}
	printf("\n");
}

static async(void) errors(void) {
	co_try {
		co_for_await (int, i, count("fails", 4)) printf("%d ", i);
	}
	co_catch (e) { printf("error %d\n", e->code); }
	co_gen *g = co_new(count("object", 3));
	int first = -1;
	bool came = await co_anext(g, &first);
	co_for_await (int, i, g) printf("%d ", i);
	printf("behind %d %d\n", came, first);
}

static async(int) nested(void) {
	int sum = 0;
	co_for_await (int, i, count("a", 3)) {
		co_for_await (int, k, count("b", 3)) {
			if (k == 2) continue;
			sum += 10 * i + k;
			if (i == 1) break;
		}
		if (i == 2) return sum;
	}
	return -1;
}

static async(void) forever(void) {
	co_for_await (int, i, count("cancelled", 1000000)) await co_sleep(i < 2 ? 0.001 : 1000);
}

static async(void) cancelled(void) {
	co_task *task = co_spawn(forever());
	await co_sleep(0.05);
	co_cancel(task);
	co_try { await task; }
	co_catch_all (e) { printf(" %s\n", e->code == CO_ECANCELED ? "cancelled" : "?"); }
}

static async(void) all(void) {
	await ways();
	await values();
	await errors();
	printf("%d\n", await nested());
	await cancelled();
}

int main(void) {
	co_run(void, all());
	return 0;
}
