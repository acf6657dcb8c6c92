/* TASK: tasks, from their making to their end. */
#include "conformance.h"

static async(int) steps(const char *text, int n) {
	for (int i = 0; i < n; i++) {
		say(text);
		await co_sleep(0);
	}
	return n;
}

static async(void) fails(int code) {
	await co_checkpoint();
	co_raise(code, "as it was told");
}

EITHER_ORDER(TASK_1) {
	co_task *task = co_spawn_on(loop, steps("A", 1));
	check(said(""));
	turns(1);
	check(said("A"));
	run(task);
}

FACT(TASK_1_in_creation_order) {
	co_go_on(loop, steps("A", 0));
	co_go_on(loop, steps("B", 1));
	co_go_on(loop, steps("C", 1));
	turns(1);
	check(said("BC"));
	turns(1);
}

EITHER_ORDER(TASK_2) {
	co_task *good = co_spawn_on(loop, steps("", 3)), *bad = co_spawn_on(loop, fails(12));
	run(good), run(bad);
	check(co_result(int, good) == 3);
	check(code_of(bad) == 12);
	check(!strcmp(message_in(co_future_error(bad)), "as it was told"));
}

EITHER_ORDER(TASK_3) {
	co_task *task = co_spawn_on(loop, steps("", 2));
	int other = 7;
	check(!co_future_set_result(task, &other, sizeof other));
	check(!co_future_set_error(task, 3, "not so"));
	run(task);
	check(co_result(int, task) == 2);
}

static co_task *itself;
static async(void) awaits_itself(void) { await itself; }
EITHER_ORDER(TASK_4) {
	itself = co_spawn_on(loop, awaits_itself());
	run(itself);
	check(code_of(itself) == CO_ESTATE);
}

FACT(TASK_5) {
	co_go_on(loop, steps("a", 3));
	co_go_on(loop, steps("b", 2));
	co_task *last = co_spawn_on(loop, steps("c", 3));
	turns(2);
	check(said("abcabc"));
	run(last);
	check(said("ac"));
}

static async(void) between(void) {
	co_call_soon(loop, say_arg, (char[]){ "b" });
	say("a");
	await co_sleep(0);
	say("c");
}
FACT(TASK_6) {
	run(co_spawn_on(loop, between()));
	check(said("abc"));
}

static async(int) sleeps(double seconds) {
	await co_sleep(seconds);
	return 5;
}
EITHER_ORDER(TASK_7) {
	co_task *task = co_spawn_on(loop, sleeps(-3));
	turns(2);
	check(co_done(task) && co_loop_time(loop) == 0);
	run(task = co_spawn_on(loop, sleeps(2)));
	check(co_result(int, task) == 5 && co_loop_time(loop) == 2);
	run(task = co_spawn_on(loop, sleeps((double)NAN)));
	check(code_of(task) == UV_EINVAL);
}

static async(void) awaits(co_future *f, const char *text) {
	await f;
	say(text);
}
EITHER_ORDER(TASK_8) {
	co_task *inner = co_spawn_on(loop, steps("", 1));
	co_task *outer = co_spawn_on(loop, awaits(inner, "B"));
	turns(2);
	check(co_done(inner) || said("")); /* in its second turn at the latest */
	while (!co_done(inner)) turns(1);
	check(!co_done(outer) && said(""));
	turns(1);
	check(co_done(outer) && said("B"));
}

static async(int) twice(co_task *finished) {
	int sum = co_result(int, await finished) + co_result(int, await finished);
	say("A");
	return sum;
}
EITHER_ORDER(TASK_9) {
	co_task *finished = co_spawn_on(loop, steps("", 4));
	run(finished);
	co_task *other = co_spawn_on(loop, twice(finished));
	turns(1);
	check(co_done(other) && co_result(int, other) == 8 && said("A"));
	run(other = co_spawn_on(loop, twice(finished)));
	check(said("A"));
}

EITHER_ORDER(TASK_10) {
	co_task *bad = co_spawn_on(loop, fails(3));
	co_task *one = co_spawn_on(loop, awaits(bad, "")), *two = co_spawn_on(loop, awaits(bad, ""));
	run(one), run(two);
	check(co_future_error(one) == co_future_error(bad) && co_future_error(two) == co_future_error(bad));
}

static co_task *seen[2];
static async(void) looks(int n) {
	seen[n] = co_current_task();
	await co_sleep(n);
	if (seen[n] != co_current_task()) say("other");
	await co_sleep(0);
	if (seen[n] != co_current_task()) say("other");
}
static void looks_too(void *arg) {
	(void)arg;
	say(co_current_task() ? "some" : "none");
}
EITHER_ORDER(TASK_11) {
	check(!co_current_task());
	co_task *zero = co_spawn_on(loop, looks(0)), *one = co_spawn_on(loop, looks(1));
	co_call_soon(loop, looks_too, NULL);
	run(one);
	check(seen[0] == zero && seen[1] == one && said("none"));
	check(!co_current_task());
}

EITHER_ORDER(TASK_12) {
	co_task *out[4] = { NULL };
	co_task *finished = co_spawn_on(loop, steps("", 0));
	run(finished);
	co_task *suspended = co_spawn_on(loop, sleeps(3));
	turns(1);
	co_task *fresh = co_spawn_on(loop, steps("", 0));
	co_future *future = co_future_new_on(loop, 0);
	check(co_all_tasks(loop, out, 4) == 2 && out[0] == suspended && out[1] == fresh);
	check(co_all_tasks(loop, out, 1) == 2);
	co_future_set_result(future, NULL, 0);
}

static const char *dumped(void) {
	static char text[4096];
	FILE *file = tmpfile();
	co_dump_tasks(loop, file);
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	return text;
}
EITHER_ORDER(TASK_13) {
	(void)co_spawn_on(loop, sleeps(1));
	(void)co_spawn_on(loop, sleeps(1));
	co_task *named = co_spawn_on(loop, sleeps(1));
	co_task_set_name(named, "the third");
	check(strstr(dumped(), "Task-1 ") && strstr(dumped(), "Task-2 ") && strstr(dumped(), "the third "));
	check(!strstr(dumped(), "Task-3 "));
}

EITHER_ORDER(TASK_15) {
	/* A closed loop is not touched any more; while it closes, what it is sent is refused and freed. */
	co_loop *other = co_loop_new();
	co_loop_close(other);
	check(!co_spawn_threadsafe(other, steps("A", 1)));
	listen_to_stderr();
	co_task *refused = co_spawn_on(other, steps("A", 1));
	co_go_on(other, steps("A", 1));
	check(co_done(refused) && code_of(refused) == CO_ESTATE && strstr(heard(), "the loop was closed"));
}

EITHER_ORDER(TASK_16) {
	listen_to_stderr();
	co_task *bad = co_spawn_on(loop, fails(9)), *good = co_spawn_on(loop, steps("A", 3));
	run(good);
	check(co_done(bad));
	co_disown(bad);
	check(times(heard(), "error 9") == 1);
	check(said("AAA"));
}

EITHER_ORDER(TASK_18) {
	listen_to_stderr();
	co_task *bad = co_spawn_on(loop, fails(9));
	turns(3);
	check(!co_cancel(bad) && code_of(bad) == 9);
	bad = co_spawn_on(loop, fails(9));
	turns(3);
	check(!co_cancel(bad));
	co_disown(bad);
	check(!*heard());
}

static async(void) two_turns(void) {
	await co_checkpoint();
	say("A");
	await co_checkpoint();
	say("B");
}
EITHER_ORDER(TASK_20) {
	co_go_on(loop, two_turns());
	turns(1);
	check(said(""));
	turns(1);
	check(said("A"));
	turns(1);
	check(said("B"));
}

static async(int) outer(double seconds) {
	return await sleeps(seconds);
}
EITHER_ORDER(TASK_24) {
	co_task *task = co_spawn_on(loop, outer(1)), *bad = co_spawn_on(loop, fails(4));
	turns(1);
	check(strstr(dumped(), "sleeps at ") && strstr(dumped(), "outer at ") && strstr(dumped(), "task.co.c:"));
	run(task);
	run(bad);
	check(!*dumped());
	FILE *file = tmpfile();
	co_error_print(co_future_error(bad), file);
	rewind(file);
	char text[1000] = "";
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	check(strstr(text, "in fails") && strstr(text, "task.co.c:"));
}

EITHER_ORDER(TASK_25) {
	co_task *task = co_spawn_on(loop, sleeps(1));
	check(strstr(dumped(), "not begun"));
	turns(1);
	check(strstr(dumped(), "waiting") && strstr(dumped(), "co_sleep"));
	co_task *other = co_spawn_on(loop, awaits(task, ""));
	turns(1);
	check(strstr(dumped(), "await of task Task-1"));
	co_cancel(task);
	check(strstr(dumped(), "being cancelled"));
	run(other);
	check(!*dumped());
}
