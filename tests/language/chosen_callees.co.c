/* Calls of coroutines that an expression chooses: what is done on the way to the callee is done, and the one that is chosen
 * is called. The names in it are no direct calls. */
#include <cogen.h>
#include <stdio.h>

static async(int) three(void) {
	await co_sleep(0);
	return 3;
}
static async(int) four(void) {
	await co_sleep(0);
	return 4;
}
static generator(int) up(int n) {
	yield n;
	yield (n + 1);
}
static generator(int) down(int n) {
	yield n;
	yield (n - 1);
}

static int noted;
static int note(int v) {
	noted = noted * 10 + v;
	return v;
}

static async(void) chooses(int n) {
	printf("names: %d\n", await (n ? four : three)());
	printf("one is NULL: %d", n ? await (n ? three : NULL)() : await (n ? NULL : three)());
	printf(" %d\n", n ? await (n ? three : (void *)0)() : await (n ? 0 : three)());
	printf("comma: %d\n", await (note(1), four)());
	printf("comma in a choice: %d\n", await (n ? (note(2), three) : four)());
	printf("statement expression: %d\n", await ({
		note(3);
		four;
	})());
	printf("addresses: %d\n", await (*(n ? &four : &three))());
	printf("by itself: %d\n", await (**four)() * 10 + await (&three)());
	async(int) (*p)(void);
	printf("assigned: %d", await (p = n ? three : four)());
	printf(" %d\n", await p());
	printf("_Generic: %d\n", await _Generic(n, int: three, default: four)());
	printf("in a choice: %d\n", await (n ? n > 1 ? three : four : n < 0 ? four : three)());
	co_task *task = co_spawn((n ? four : three)());
	await task;
	printf("spawned: %d\n", co_result(int, task));
	co_for (int, v, (n ? up : down)(5)) printf("%d ", v);
	__typeof__(&up) way = down;
	__typeof__(three) *number = four;
	co_for (int, v, way(7)) printf("%d ", v);
	co_task *other = co_spawn(number());
	await other;
	printf("spawned: %d ", co_result(int, other));
	printf("noted %d\n", noted);
}

static void plain(int n) {
	int v;
	co_gen *g = co_new((n ? up : down)(1));
	while (co_next(g, &v)) printf("%d ", v);
	puts("");
	co_free(g);
	__typeof__(&up) way = down;
	g = co_new(way(8));
	while (co_next(g, &v)) printf("%d ", v);
	co_free(g);
	__typeof__(&three) number = four;
	printf("run: %d\n", co_run(int, number()));
}

int main(void) {
	for (int n = 0; n < 3; n++) {
		noted = 0;
		co_run(void, chooses(n));
		plain(n);
	}
}
