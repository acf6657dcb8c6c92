/* QUEUE: items between tasks. */
#include "conformance.h"

static co_queue queue;
static void begin(size_t capacity) { co_queue_init(&queue, sizeof(int), capacity); }
static void end(void) { check(co_queue_destroy(&queue) == 0); }

static int put(int value) { return co_queue_try_put(&queue, &value); }
/* The item, or the code of why there is none. */
static int get(void) {
	int value;
	int code = co_queue_try_get(&queue, &value);
	return code ? code : value;
}

static async(int) gets(void) {
	int value = -1;
	await co_queue_get(&queue, &value);
	say_number(value);
	return value;
}

static async(void) puts_item(int value) {
	await co_queue_put(&queue, &value);
	say("p");
	say_number(value);
}

static async(void) joins(void) {
	await co_queue_join(&queue);
	say("j");
}

static int ascending(const void *a, const void *b) {
	int left = *(const int *)a, right = *(const int *)b;
	return left / 10 - right / 10; /* the last digit tells equal ones apart */
}

EITHER_ORDER(QUEUE_1) {
	begin(2);
	check(co_queue_empty(&queue) && co_queue_size(&queue) == 0 && !co_queue_full(&queue));
	put(1), put(2);
	check(co_queue_full(&queue) && co_queue_size(&queue) == 2 && !co_queue_empty(&queue));
	end();
	begin(0);
	for (int i = 0; i < 1000; i++) check(put(i) == 0);
	check(!co_queue_full(&queue) && co_queue_size(&queue) == 1000);
	end();
}

EITHER_ORDER(QUEUE_2) {
	begin(0);
	int next = 0, expected = 0;
	for (int round = 0; round < 50; round++) { /* the ring turns and grows */
		for (int i = 0; i < round % 7 + 2; i++) put(next++);
		for (int i = 0; i < 3 && !co_queue_empty(&queue); i++) check(get() == expected++);
	}
	while (!co_queue_empty(&queue)) check(get() == expected++);
	check(expected == next);
	end();

	co_queue_init_lifo(&queue, sizeof(int), 0);
	for (int i = 0; i < 20; i++) put(i);
	for (int i = 19; i >= 10; i--) check(get() == i);
	put(99);
	check(get() == 99);
	for (int i = 9; i >= 0; i--) check(get() == i);
	end();

	co_queue_init_priority(&queue, sizeof(int), 0, ascending);
	const int values[] = { 50, 30, 31, 90, 10, 32, 11, 70, 51, 12, 33, 0 };
	const int sorted[] = { 0, 10, 11, 12, 30, 31, 32, 33, 50, 51, 70, 90 };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) put(values[i]);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		check(get() == sorted[i]); /* equal ones: oldest first */
	unsigned random = 1;
	int counts[100] = { 0 }, last = -1, left = 0;
	for (int i = 0; i < 500; i++) {
		random = random * 1103515245u + 12345u;
		int value = (int)(random >> 16) % 100;
		counts[value]++;
		put(value);
	}
	for (int i = 0; i < 500; i++) {
		int value = get();
		check(value / 10 >= last / 10);
		last = value;
		counts[value]--;
	}
	for (int i = 0; i < 100; i++) left += counts[i] != 0;
	check(left == 0);
	end();
}

EITHER_ORDER(QUEUE_3) {
	begin(1);
	check(get() == CO_ESTATE);
	put(1);
	check(put(2) == CO_ESTATE && co_queue_size(&queue) == 1 && get() == 1);
	end();
}

static async(void) puts_and_gets(void) {
	int value = 5;
	await co_queue_put(&queue, &value);
	value = 6;
	await co_queue_put(&queue, &value);
	await co_queue_get(&queue, &value);
	say_number(value);
}

EITHER_ORDER(QUEUE_4) {
	begin(2);
	co_go_on(loop, puts_and_gets());
	turns(1);
	check(said("5"));
	end();
}

EITHER_ORDER(QUEUE_5) {
	begin(1);
	co_task *getter = co_spawn_on(loop, gets());
	turns(3);
	check(said("") && co_queue_getting(&queue) == 1);
	run(co_spawn_on(loop, puts_item(1)));
	run(getter);
	check(co_result(int, getter) == 1);
	happened[0] = '\0';
	put(2);
	co_task *putter = co_spawn_on(loop, puts_item(3));
	turns(3);
	check(said("") && !co_done(putter) && co_queue_putting(&queue) == 1);
	check(get() == 2);
	run(putter);
	check(said("p3") && get() == 3);
	end();
}

FACT(QUEUE_6) {
	begin(2);
	co_task *getters[4];
	for (int i = 0; i < 4; i++) getters[i] = co_spawn_on(loop, gets());
	turns(2);
	put(1), put(2);
	turns(3);
	check(said("12") && co_done(getters[0]) && co_done(getters[1]) && !co_done(getters[2]));
	put(3), put(4);
	turns(3);
	check(said("34"));
	put(1), put(2);
	for (int i = 3; i < 6; i++) co_go_on(loop, puts_item(i));
	turns(2);
	check(said(""));
	get();
	turns(3);
	check(said("p3"));
	get(), get();
	turns(3);
	check(said("p4p5") && get() == 4 && get() == 5);
	end();
}

/* Here nobody can take what another was woken for: the one who came later gets what is left, or waits. */
FACT(QUEUE_7) {
	begin(0);
	co_task *woken = co_spawn_on(loop, gets());
	turns(1);
	co_task *newcomer = co_spawn_on(loop, gets()); /* runs before the woken one */
	put(1);
	check(get() == CO_ESTATE);
	turns(1);
	check(!co_done(newcomer));
	turns(1);
	check(co_done(woken) && said("1") && !co_done(newcomer));
	put(2), put(3);
	check(get() == 2); /* one is claimed, one is free */
	run(newcomer);
	check(said("3"));
	end();
	/* The same for places. */
	begin(1);
	put(1);
	co_task *putter = co_spawn_on(loop, puts_item(2));
	turns(1);
	check(get() == 1 && put(3) == CO_ESTATE);
	run(putter);
	check(said("p2") && get() == 2);
	end();
}

EITHER_ORDER(QUEUE_8) {
	begin(0);
	co_task *a = co_spawn_on(loop, gets());
	turns(1);
	co_task *b = co_spawn_on(loop, gets());
	turns(1);
	co_cancel(a);
	check(co_queue_getting(&queue) == 1);
	put(1);
	run(b), run(a);
	check(said("1") && co_cancelled(a));
	end();
}

EITHER_ORDER(QUEUE_9) {
	begin(0);
	co_task *a = co_spawn_on(loop, gets());
	turns(1);
	co_task *b = co_spawn_on(loop, gets());
	turns(1);
	put(1);
	co_cancel(a); /* woken for it */
	run(b), run(a);
	check(said("1") && co_cancelled(a) && co_queue_empty(&queue));
	co_task *c = co_spawn_on(loop, gets());
	turns(1);
	put(2);
	co_cancel(c);
	run(c);
	check(co_cancelled(c) && co_queue_size(&queue) == 1 && get() == 2);
	/* Many, of whom some go. */
	co_task *tasks[6];
	for (int i = 0; i < 6; i++) tasks[i] = co_spawn_on(loop, gets());
	turns(1);
	for (int i = 0; i < 4; i++) put(i);
	for (int i = 0; i < 4; i++) co_cancel(tasks[i]);
	turns(4);
	happened[0] = '\0';
	int got = 0;
	for (int i = 0; i < 6; i++) got += co_done(tasks[i]) && !co_cancelled(tasks[i]);
	check(got + (int)co_queue_size(&queue) == 4);
	for (int i = 0; i < 6; i++) co_cancel(tasks[i]);
	turns(4);
	end();
}

EITHER_ORDER(QUEUE_10) {
	begin(1);
	put(0);
	co_task *a = co_spawn_on(loop, puts_item(1));
	turns(1);
	co_task *b = co_spawn_on(loop, puts_item(2));
	turns(1);
	co_cancel(a);
	run(a);
	check(co_cancelled(a) && co_queue_size(&queue) == 1);
	co_task *c = co_spawn_on(loop, puts_item(3));
	turns(1);
	check(get() == 0);
	co_cancel(b); /* woken for the place */
	run(c), run(b);
	check(said("p3") && co_cancelled(b) && get() == 3);
	end();
}

EITHER_ORDER(QUEUE_11) {
	begin(0);
	put(1);
	check(get() == 1 && co_queue_task_done(&queue) == 0);
	listen_to_stderr();
	int code = co_queue_task_done(&queue);
	check(times(heard(), "co_queue_task_done: called more often than items were put") == 1);
	check(code == CO_ESTATE && co_queue_unfinished(&queue) == 0);
	end();
}

EITHER_ORDER(QUEUE_12) {
	begin(0);
	co_go_on(loop, joins());
	turns(1);
	check(said("j"));
	put(1), put(2);
	co_task *task = co_spawn_on(loop, joins());
	turns(1);
	check(get() == 1 && get() == 2);
	turns(3);
	check(!co_done(task)); /* taking is not enough */
	co_queue_task_done(&queue);
	turns(3);
	check(!co_done(task));
	co_queue_task_done(&queue);
	run(task);
	check(said("j"));
	put(3);
	task = co_spawn_on(loop, joins());
	turns(1);
	co_cancel(task);
	run(task);
	check(co_cancelled(task) && get() == 3);
	end();
}

EITHER_ORDER(QUEUE_13) {
	begin(0);
	put(1), put(2);
	co_queue_shutdown(&queue, false);
	check(put(3) == CO_ESHUTDOWN);
	co_task *putter = co_spawn_on(loop, puts_item(4));
	run(putter);
	check(code_of(putter) == CO_ESHUTDOWN);
	check(get() == 1);
	co_task *getter = co_spawn_on(loop, gets()), *late;
	run(getter);
	check(said("2"));
	check(get() == CO_ESHUTDOWN);
	late = co_spawn_on(loop, gets());
	run(late);
	check(code_of(late) == CO_ESHUTDOWN);
	end();
}

/* An item that is on its way as the queue is shut down comes back where who was woken for it is cancelled: a getter waits for that, one that
 * was there before and one that comes later. */
EITHER_ORDER(QUEUE_13_what_comes_back) {
	for (int i = 0; i < 4; i++) {
		const bool waits = i & 1, cancels = i & 2;
		begin(0);
		co_task *first = co_spawn_on(loop, gets()), *second = NULL;
		turns(1);
		if (waits) second = co_spawn_on(loop, gets()), turns(1);
		put(7);
		co_queue_shutdown(&queue, false);
		check(get() == CO_ESTATE);
		if (!waits) second = co_spawn_on(loop, gets());
		if (cancels) co_cancel(first);
		run(first), run(second);
		check(said("7") && co_cancelled(first) == cancels && code_of(second) == (cancels ? 0 : CO_ESHUTDOWN));
		check(get() == CO_ESHUTDOWN);
		end();
	}
}

EITHER_ORDER(QUEUE_14) {
	begin(1);
	co_task *a = co_spawn_on(loop, gets()), *b = co_spawn_on(loop, gets());
	turns(1);
	co_queue_shutdown(&queue, false);
	run(a), run(b);
	check(code_of(a) == CO_ESHUTDOWN && code_of(b) == CO_ESHUTDOWN);
	end();
	begin(1);
	put(0);
	a = co_spawn_on(loop, puts_item(1)), b = co_spawn_on(loop, puts_item(2));
	turns(1);
	get(); /* one of them has a place already, and has not run */
	co_queue_shutdown(&queue, false);
	run(a), run(b);
	check(code_of(a) == CO_ESHUTDOWN && code_of(b) == CO_ESHUTDOWN && co_queue_empty(&queue));
	end();
	/* A getter that was woken for an item gets it. */
	begin(0);
	a = co_spawn_on(loop, gets());
	turns(1);
	put(7);
	co_queue_shutdown(&queue, false);
	run(a);
	check(said("7"));
	end();
}

EITHER_ORDER(QUEUE_15) {
	begin(0);
	put(1), put(2);
	co_task *join = co_spawn_on(loop, joins());
	turns(1);
	co_queue_shutdown(&queue, true);
	run(join);
	check(said("j") && co_queue_empty(&queue) && get() == CO_ESHUTDOWN);
	end();
	begin(0);
	put(1), put(2);
	get();
	join = co_spawn_on(loop, joins());
	turns(1);
	co_queue_shutdown(&queue, true);
	turns(3);
	check(!co_done(join) && co_queue_unfinished(&queue) == 1); /* what was taken is not done yet */
	co_queue_task_done(&queue);
	run(join);
	check(said("j"));
	end();
	/* A getter that was woken for what is thrown away. */
	begin(0);
	co_task *getter = co_spawn_on(loop, gets());
	turns(1);
	put(1);
	co_queue_shutdown(&queue, true);
	run(getter);
	check(code_of(getter) == CO_ESHUTDOWN);
	end();
}

EITHER_ORDER(QUEUE_no_memory) {
	begin(0);
	fail_at = 0;
	check(put(1) == CO_ENOMEM && co_queue_empty(&queue) && co_queue_unfinished(&queue) == 0);
	fail_at = -1;
	check(put(1) == 0 && get() == 1);
	end();
}

EITHER_ORDER(QUEUE_destroyed_while_tasks_wait) {
	begin(0);
	co_task *getter = co_spawn_on(loop, gets());
	turns(1);
	listen_to_stderr();
	int code = co_queue_destroy(&queue);
	check(times(heard(), "co_queue_destroy: tasks wait at the queue") == 1 && code == CO_ESTATE);
	put(1);
	run(getter);
	check(said("1"));
	end();
}

static async(void) puts_into(co_queue *q) {
	co_try { await co_queue_put(q, &(int){ 2 }); }
	co_catch_all (e) { say(e->code == CO_ESHUTDOWN ? "P" : "?"); }
}
static async(void) gets_from(co_queue *q) {
	int value = 0;
	co_try { await co_queue_get(q, &value), say_number(value); }
	co_catch_all (e) { say(e->code == CO_ESHUTDOWN ? "G" : "?"); }
}
/* Its memory is something else's, with those who waited woken and not run: what looks at it finds another queue. */
static void gone(co_queue *q) { memset((void *)q, 0, sizeof *q); }
EITHER_ORDER(QUEUE_destroyed_behind_a_shutdown) {
	for (int i = 0; i < 4; i++) {
		const bool putters = i & 1, drop = i & 2;
		co_queue *q = malloc(sizeof *q);
		co_queue_init(q, sizeof(int), 1);
		if (putters) co_queue_try_put(q, &(int){ 1 });
		for (int n = 0; n < 2; n++) putters ? co_go_on(loop, puts_into(q)) : co_go_on(loop, gets_from(q));
		turns(1);
		co_queue_shutdown(q, drop);
		check(co_queue_destroy(q) == 0);
		gone(q);
		turns(1);
		free(q);
		check(said(putters ? "PP" : "GG"));
	}
}
EITHER_ORDER(QUEUE_destroyed_before_the_woken_run) {
	for (int i = 0; i < 4; i++) {
		const bool putters = i & 1, cancels = i & 2;
		co_queue *q = malloc(sizeof *q);
		co_queue_init(q, sizeof(int), 1);
		int value = 1;
		if (putters) co_queue_try_put(q, &value);
		co_task *task = putters ? co_spawn_on(loop, puts_into(q)) : co_spawn_on(loop, gets_from(q));
		turns(1);
		check((putters ? co_queue_try_get(q, &value) : co_queue_try_put(q, &value)) == 0); /* wakes it */
		co_queue_shutdown(q, true);
		listen_to_stderr();
		check(co_queue_destroy(q) == CO_ESTATE); /* it comes back to the queue */
		check(times(heard(), "co_queue_destroy: tasks wait at the queue") == 1);
		if (cancels) co_cancel(task);
		turns(1);
		check(said(cancels ? "?" : putters ? "P" : "G"));
		check(co_queue_destroy(q) == 0);
		free(q);
	}
}

/* X16: however puts, gets and cancellations fall, every item is in the queue, with a getter, or was not put. */
EITHER_ORDER(X16_queue) {
	for (int order = 0; order < 6 * 6 * 6 * 6; order++) {
		begin(2);
		co_task *tasks[6];
		int n_put = 0, n_got = 0;
		for (int i = 0; i < 3; i++) tasks[i] = co_spawn_on(loop, gets());
		turns(1);
		for (int step = 0, left = order; step < 4; step++, left /= 6) {
			switch (left % 6) {
			case 0: n_put += put(step) == 0; break;
			case 1: turns(1); break;
			case 2: n_got += get() >= 0; break;
			default: co_cancel(tasks[left % 6 - 3]);
			}
		}
		for (int i = 3; i < 6; i++) tasks[i] = co_spawn_on(loop, puts_item(i));
		turns(1);
		co_cancel(tasks[order % 6]);
		n_got += get() >= 0;
		co_cancel(tasks[5 - order % 3]);
		turns(6);
		for (int i = 0; i < 6; i++) {
			bool happened_to_it = co_done(tasks[i]) && !co_cancelled(tasks[i]);
			n_got += i < 3 && happened_to_it;
			n_put += i >= 3 && happened_to_it;
		}
		check(n_put == n_got + (int)co_queue_size(&queue));
		bool getter_waits = co_queue_getting(&queue) > 0, putter_waits = co_queue_putting(&queue) > 0;
		check(!(getter_waits && !co_queue_empty(&queue)) && !(putter_waits && !co_queue_full(&queue)));
		for (int i = 0; i < 6; i++) co_cancel(tasks[i]);
		turns(3);
		end();
		happened[0] = '\0';
	}
}

/* ---- what is put has the size of an item ---- */

struct pair {
	int a, b;
};
static co_queue pairs;
static async(void) puts_what_fits(void) {
	struct pair p = { 1, 2 }, got[2], *where = got;
	char bytes[sizeof(struct pair)];
	int ints[2] = { 3, 4 };
	await co_queue_put(&pairs, &p);
	await co_queue_put(&pairs, &(struct pair){ 5, 6 }); /* its commas are in braces */
	await co_queue_put(&pairs, ints);                  /* an array of that size */
	await co_wait_for(1, co_queue_put(&pairs, (void *)&p.a));
	check(co_queue_try_put(&pairs, &(struct pair){ .a = 7, .b = 8 }) == 0);
	await co_queue_get(&pairs, where);
	check(got[0].a == 1 && got[0].b == 2);
	await co_queue_get(&pairs, &got[1]);
	check(got[1].a == 5 && got[1].b == 6);
	await co_queue_get(&pairs, bytes);
	check(!memcmp(bytes, ints, sizeof bytes));
	await co_queue_get(&pairs, got); /* a larger one */
	await co_wait_for(1, co_queue_get(&pairs, &p));
	check(p.a == 7 && p.b == 8);
}
EITHER_ORDER(QUEUE_of_the_size) {
	co_queue_init(&pairs, sizeof(struct pair), 0);
	co_task *task = co_spawn_on(loop, puts_what_fits());
	run(task);
	check(!co_future_error(task));
	check(co_queue_destroy(&pairs) == 0);
	co_queue_init(&pairs, 0, 0); /* of nothing but their number */
	check(co_queue_try_put(&pairs, NULL) == 0 && co_queue_try_get(&pairs, NULL) == 0);
	co_queue_destroy(&pairs);
}

/* ---- items of any alignment ---- */

typedef struct {
	_Alignas(64) char x[64];
} wide;
static int compare_wide(const void *a, const void *b) {
	check((uintptr_t)a % 64 == 0 && (uintptr_t)b % 64 == 0);
	return ((const wide *)a)->x[0] - ((const wide *)b)->x[0];
}
FACT(QUEUE_of_over_aligned) {
	co_queue q;
	co_queue_init_priority(&q, sizeof(wide), 0, compare_wide);
	wide item = { { 0 } };
	for (int i = 0; i < 40; i++) item.x[0] = (char)(i * 7 % 40), co_queue_try_put(&q, &item);
	for (int i = 0; i < 40; i++) check(co_queue_try_get(&q, &item) == 0 && item.x[0] == i);
	check(co_queue_destroy(&q) == 0);
}

static int wrong_size;
static async(void) of_another_size(void) {
	long number = 1;
	static char byte = 'x';
	char few[3] = "xx";
	if (wrong_size == 0) await co_queue_put(&queue, &number);
	if (wrong_size == 1) await co_queue_get(&queue, &number);
	if (wrong_size == 2) await co_queue_get(&queue, &byte);
	if (wrong_size == 3) await co_queue_put(&queue, few);
	if (wrong_size == 4) co_queue_try_put(&queue, &byte);
	if (wrong_size == 5) co_queue_try_get(&queue, &number);
	if (wrong_size == 6) co_go(co_queue_put(&queue, &byte));
	if (wrong_size == 7) await co_wait_for(1, co_queue_get(&queue, &number));
}
static void with_another_size(void) {
	co_task *task = co_spawn_on(loop, of_another_size());
	run(task);
}
FACT(QUEUE_of_another_size) {
	static const char *const names[] = { "co_queue_put", "co_queue_get", "co_queue_get", "co_queue_put",
		                                 "co_queue_try_put", "co_queue_try_get", "co_queue_put", "co_queue_get" };
	begin(0);
	put(1);
	for (wrong_size = 0; wrong_size < 8; wrong_size++) {
		check(aborts_saying(with_another_size, "an item of the queue has another size: '"));
		check(strstr(last_words, names[wrong_size]) && strstr(last_words, "': 4, "));
	}
	get();
	end();
}
