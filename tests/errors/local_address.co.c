/* Addresses of locals that may be used when the frame is gone. */
#include <cogen.h>

struct pair {
	int x, values[4];
};

static int shared;

static async(int) use(const void *p) {
	await co_sleep(0);
	return p != NULL;
}

static async(int *) address(int n) {
	int x = n;
	await co_sleep(0);
	return &x; /* warning: local-address */
}

static async(const char *) text(void) {
	char buffer[10] = "text";
	await co_sleep(0);
	return buffer; /* warning: local-address */
}

static async(const struct pair *) literal(int n) {
	co_go(use(&(int){ n })); /* warning: local-address */
	co_go(use((int[]){ n, 4 })); /* warning: local-address */
	co_go(use(&(struct pair){ n, { 0 } }.values[1])); /* warning: local-address */
	co_go(use(((struct pair){ n, { 0 } }).values)); /* warning: local-address */

	/* Fine. */
	await use(&(int){ n });
	await co_gather_strict(use(&(int){ n }), use((int[]){ n, 4 }));
	co_group (g) {
		co_group_spawn(g, use(&(int){ n }));
	}
	return &(struct pair){ n, { n } }; /* warning: local-address */
}

static struct pair value(int n) { return (struct pair){ n, { n } }; }
static struct pair *place(void) {
	static struct pair pair;
	return &pair;
}
static async(struct pair) awaited(int n) {
	await co_sleep(0);
	return value(n);
}

static async(void) values(int n) {
	struct pair pair = value(n);
	co_go(use(value(1).values)); /* warning: local-address */
	co_go(use(&value(1).values[1])); /* warning: local-address */
	co_go(use((n ? value(1) : pair).values)); /* warning: local-address */
	co_go(use((await awaited(1)).values)); /* warning: local-address */
	co_task *task = co_spawn(use((void *)(pair = value(2)).values)); /* warning: local-address */
	await task;
	co_group (g) {
		co_group_spawn(g, use(value(1).values)); /* warning: local-address */
		co_group_spawn(g, use(pair.values));
	}
	await use(value(1).values);
	await co_wait_for(1, use(value(1).values));
	await co_gather_strict(use(value(1).values), use(NULL));
	co_go(use(place()->values));
	co_go(use((*place()).values));
}

static void in_plain_code(void) {
	int x = 0;
	co_go(use(value(1).values)); /* warning: local-address */
	co_go(use(&x));
}

static async(int) run(struct pair parameter, int list[4]) {
	int x = 1, many[3] = { 0 };
	static int lasting;
	struct pair pair = { 0 }, *pointer = &pair;
	co_task *task = co_spawn(use(&x)); /* warning: local-address */
	await task;
	co_go(use(many)); /* warning: local-address */
	co_go(use((void *)&many[1])); /* warning: local-address */
	co_go(use(&pair)); /* warning: local-address */
	co_go(use(&pair.x)); /* warning: local-address */
	co_go(use(pair.values)); /* warning: local-address */
	co_go(use(&parameter.values[2])); /* warning: local-address */
	await co_gather(use(NULL), use(&x)); /* warning: local-address */
	await co_wait_future(co_wait(CO_ALL_COMPLETED, use(&x))); /* warning: local-address */

	/* Fine: somebody else's, or it is waited for whatever comes. */
	co_go(use(&shared));
	co_go(use(&lasting));
	co_go(use("text"));
	co_go(use(list));
	co_go(use(&list[1]));
	co_go(use(&pointer->x));
	co_go(use(pointer->values));
	co_go(use((void *)(long)x));
	await use(&x);
	await co_gather_strict(use(&x), use(many));
	co_group (g) {
		co_group_spawn(g, use(&x));
	}
	return x;
}

int main(void) {
	int x = 0;
	if (x) in_plain_code();
	co_run(void, values(1));
	return co_run(int, use(&x)) + *co_run(int *, address(1)) + co_run(const struct pair *, literal(1))->x + *co_run(const char *, text()) +
	       co_run(int, run((struct pair){ 0 }, &shared));
}
