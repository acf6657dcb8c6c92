/* What the programs of random_programs.py and more_statements.py share in C, and their main: included first by the file that it writes.
 *
 *     ./programs [N]             each program, or one: a line "---" and a line for each event
 *     ./programs cancel [N]      each again and again, with the task that is suspended the nth time cancelled there, for every n
 *     ./programs memory [N]      the same with the nth allocation failing, and with all from the nth on
 *     ./programs shuffle [N]     the same with what is ready in another order each time, that of seed 1, 2, … 100
 *
 * A program starts on a loop and with objects of its own. However it ends, and when its loop is closed, it must have left nothing: no memory,
 * no lock or permit that is held, no co_defer or co_finally that did not run once. What is wrong is an event like others; the last three
 * print nothing else, and exit with 1. */
#ifndef COGEN_RANDOM_PROGRAMS_H
#define COGEN_RANDOM_PROGRAMS_H

#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARED __attribute__((unused)) static

enum { FUNCTIONS = 6, PLACES = 3 };

SHARED co_loop *loop;
SHARED co_lock locks[2];
SHARED co_semaphore semaphore;
SHARED co_queue queue;
SHARED co_event event;
SHARED co_lock condition_lock;
SHARED co_condition condition;
SHARED co_barrier barrier;
SHARED co_queue jobs; /* oldest, newest or smallest first */
SHARED co_task *tasks[FUNCTIONS];
SHARED co_future *futures[PLACES], *gathers[FUNCTIONS];
SHARED co_group *groups[FUNCTIONS]; /* while their blocks are not left */
SHARED bool is_over;
SHARED long live, before;
SHARED int permits_at_first, cleanups; /* of co_defer and co_finally: begun less run */
SHARED bool quiet;
SHARED int wrong;
SHARED long steps, cancel_at = -1, allocations, fail_at = -1;
SHARED bool fail_on; /* also those behind it */
SHARED unsigned shuffled;

SHARED void stamp(void) { printf("%g ", co_loop_time(loop)); }
SHARED void say(int point) {
	if (is_over || quiet) return;
	stamp();
	printf("%d\n", point);
}
SHARED void say_value(int point, int value) {
	if (is_over || quiet) return;
	stamp();
	printf("%d = %d\n", point, value);
}
SHARED void print_codes(const co_error *e) {
	for (const char *comma = ""; e; e = co_error_next(e), comma = ",") {
		printf("%s", comma);
		if (e->code == CO_ECANCELED)
			printf("cancelled");
		else if (e->code == CO_ETIMEDOUT)
			printf("late");
		else if (e->code == CO_ESHUTDOWN)
			printf("shut down");
		else if (e->code == CO_ESTATE)
			printf("broken"); /* only barriers do */
		else
			printf("%d", e->code);
	}
}
SHARED void say_error(int point, const co_error *e) {
	if (is_over || quiet) return;
	stamp();
	printf("%d error ", point);
	print_codes(e);
	printf("\n");
}
/** In the table, until the loop is closed; without memory in plain C there is none. */
SHARED void keep(int n, co_task *task) {
	if (fail_at >= 0 && co_done(task)) return;
	tasks[n] = co_retain(task);
}
SHARED bool refused(co_task *task) { return co_done(task) && co_future_error(task) && co_future_error(task)->code == CO_ESTATE; }
SHARED int failures(co_future *gather) {
	return (co_future_error(co_gather_child(gather, 0)) != NULL) + (co_future_error(co_gather_child(gather, 1)) != NULL);
}
SHARED int try_job(int job) { return co_queue_try_put(&jobs, &job) == 0; }
SHARED int try_work(void) {
	int job;
	return co_queue_try_get(&jobs, &job) == 0 ? job : -1;
}
SHARED int by_size(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
SHARED void say_called(void *point) { say((int)(intptr_t)point); }
SHARED void say_done(co_future *task, void *point) { say_value((int)(intptr_t)point, co_cancelled(task)); }
SHARED int set_future(co_future *f, int value) {
	return co_done(f) ? 0 : co_future_set_result(f, &value, sizeof value);
}
SHARED void set_called(void *place) {
	co_future **f = place;
	if (*f) set_future(*f, (int)(f - futures));
}
SHARED int fail_future(co_future *f, int code) {
	return co_done(f) ? 0 : co_future_set_error(f, code, "as it comes");
}
SHARED void cancel(void *task) {
	if (*(co_task **)task) co_cancel(*(co_task **)task);
}

SHARED void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	(void)align; /* nothing here is over-aligned */
	long n = allocations++;
	if (fail_at >= 0 && (fail_on ? n >= fail_at : n == fail_at)) return NULL;
	live++;
	return malloc(size);
}
SHARED void counted_release(void *arg, void *memory) {
	(void)arg;
	live--;
	free(memory);
}

/** Debug mode reports each step, as none takes less than no time. */
SHARED void after_step(co_loop *of, const co_report *report, void *arg) {
	(void)of, (void)arg;
	if (cancel_at < 0 || !report->future || co_done(report->future) || strncmp(report->message, "slow: ", 6)) return;
	if (steps++ == cancel_at) co_cancel(report->future);
}

SHARED void begin(int permits, int capacity, int parties, char kind, int places) {
	if (!quiet) printf("---\n");
	before = live;
	is_over = false;
	cleanups = 0;
	permits_at_first = permits;
	memset(tasks, 0, sizeof tasks);
	memset(futures, 0, sizeof futures);
	memset(gathers, 0, sizeof gathers);
	memset(groups, 0, sizeof groups);
	long wanted = fail_at;
	fail_at = -1;
	loop = co_loop_new_virtual();
	fail_at = wanted;
	co_loop_set_seed(loop, shuffled);
	co_loop_on_report(loop, after_step, NULL);
	if (cancel_at >= 0) {
		co_loop_set_debug(loop, true);
		co_loop_set_slow(loop, 0);
	}
	co_lock_init(&locks[0]), co_lock_init(&locks[1]);
	co_semaphore_init(&semaphore, (size_t)permits);
	co_queue_init(&queue, sizeof(int), (size_t)capacity);
	event = (co_event)CO_EVENT_INIT;
	co_lock_init(&condition_lock);
	co_condition_init(&condition, &condition_lock);
	co_barrier_init(&barrier, (size_t)parties);
	if (kind == 'p')
		co_queue_init_priority(&jobs, sizeof(int), (size_t)places, by_size);
	else
		(kind == 'l' ? co_queue_init_lifo : co_queue_init)(&jobs, sizeof(int), (size_t)places);
	steps = allocations = 0;
}

SHARED void must(bool holds, const char *what, long n) {
	if (holds) return;
	printf("%s: %ld\n", what, n);
	wrong++;
}

SHARED void end(void) {
	int code = tasks[0] ? co_loop_run_until_complete(loop, tasks[0]) : 0;
	const co_error *error = code || !tasks[0] ? NULL : co_future_error(tasks[0]);
	if (!quiet) {
		stamp();
		if (code)
			printf(code == CO_EDEADLOCK ? "deadlock\n" : "code %d\n", code);
		else if (!error)
			printf("ends = %d\n", co_result(int, tasks[0]));
		else
			printf("ends with "), print_codes(error), printf("\n");
	}
	is_over = true;
	co_loop_close(loop); /* what is retained goes with it */
	co_queue_destroy(&queue);
	must(co_queue_destroy(&jobs) == 0, "tasks wait at the queue of jobs", 1);
	must(!co_barrier_waiting(&barrier) && !co_condition_waiting(&condition), "tasks wait", 1);
	must(live == before, "blocks of memory are left", live - before);
	must(!co_lock_locked(&locks[0]) && !co_lock_locked(&locks[1]) && !co_lock_locked(&condition_lock), "locks are held", 1);
	must(semaphore.co__value == (size_t)permits_at_first, "permits are there", (long)semaphore.co__value);
	must(cleanups == 0, "cleanups are left", cleanups);
}

extern void (*const all_programs[])(void);
extern const int program_count;

/** Whether the nth was reached. */
SHARED bool try_nth(int program, const char *what, long n) {
	int before_it = wrong;
	all_programs[program]();
	bool reached = (cancel_at >= 0 ? steps : allocations) > n;
	if (wrong != before_it) printf("  … program %d, %s %ld\n", program, what, n);
	return reached;
}

SHARED long try_all(int program, char mode) {
	long runs = 0;
	for (shuffled = mode == 's'; shuffled && shuffled <= 100; shuffled++, runs++) try_nth(program, "shuffled by", (long)shuffled);
	shuffled = 0;
	if (mode == 's') return runs;
	for (long n = 0;; n++) {
		bool reached;
		if (mode == 'c') {
			cancel_at = n;
			reached = try_nth(program, "cancelled at suspension", n);
			runs++;
		} else {
			fail_at = n, fail_on = false;
			reached = try_nth(program, "without allocation", n);
			fail_on = true;
			reached |= try_nth(program, "without allocations from", n);
			runs += 2;
		}
		if (!reached) break;
	}
	cancel_at = fail_at = -1;
	return runs;
}

int main(int argc, char **argv) {
	static const char *const modes[] = { "cancel", "memory", "shuffle" };
	char mode = '\0';
	for (int i = 0; i < 3 && argc > 1; i++)
		if (!strcmp(argv[1], modes[i])) mode = modes[i][0];
	const char *number = argc > 1 + (mode != 0) ? argv[1 + (mode != 0)] : NULL;
	co_set_allocator(counted_allocate, counted_release, NULL);
	if (mode == 'm') freopen("/dev/null", "w", stderr); /* what co_go and callbacks say there */
	quiet = mode;
	long runs = 0;
	for (int i = number ? atoi(number) : 0; i < (number ? atoi(number) + 1 : program_count); i++) {
		if (quiet)
			runs += try_all(i, mode);
		else
			all_programs[i]();
	}
	if (quiet) printf("%ld runs of %s, %d wrong\n", runs, argv[1], wrong);
	return quiet && wrong;
}

#endif
