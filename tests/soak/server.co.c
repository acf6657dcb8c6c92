/* A server that spawns short tasks over a long life: its memory stays what it was.
 *
 *     server [TASKS [STYLE]]     TASKS of each style (200000), or of one: 0 co_go; 1 co_scope; 2 an awaited handle without a name; 3 one that a
 *                                variable holds; 4 one that is dropped; 5 a group
 *
 * Out: for each style what the process took at a tenth of its life, and at the end. Exit 1: blocks of memory were left, or it grew by more
 * than a megabyte. */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static long live, served;

static void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg, (void)align; /* nothing here is over-aligned */
	live++;
	return malloc(size);
}
static void counted_release(void *arg, void *memory) {
	(void)arg;
	live--;
	free(memory);
}

/** The most that it ever took, in KiB. */
static long most(void) {
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static async(void) request(long n) {
	await co_sleep(n % 3 ? 0 : 0.001);
	served++;
}

static co_task *last; /* other code sees it: the handle is the scope's */

static async(bool) server(int style, long requests) {
	long live_then = 0, most_then = 0;
	for (long i = 0; i < requests; i++) {
		switch (style) {
		case 0: co_go(request(i)); break;
		case 1:
			co_scope { last = co_spawn(request(i)); }
			break;
		case 2: await co_spawn(request(i)); break;
		case 3: {
			co_task *task = co_spawn(request(i));
			await task;
			break;
		}
		case 4: co_spawn(request(i)); break;
		default:
			co_group (g) { co_group_spawn(g, request(i)); }
			break;
		}
		if (i % 64 == 63) await co_sleep(0.002); /* all that were spawned have ended */
		if (i < requests / 10 || i % 64 != 63) continue;
		if (!most_then) live_then = live, most_then = most();
		if (live > live_then) {
			printf("style %d: %ld blocks after %ld tasks, and there were %ld\n", style, live, i + 1, live_then);
			return false;
		}
	}
	long grown = most() - most_then;
	printf("style %d: %ld tasks, %ld KiB, grown by %ld\n", style, requests, most(), grown);
	return grown < 1024;
}

int main(int argc, char **argv) {
	long tasks = argc > 1 ? atol(argv[1]) : 200000;
	co_set_allocator(counted_allocate, counted_release, NULL);
	bool flat = true;
	for (int style = argc > 2 ? atoi(argv[2]) : 0; style < (argc > 2 ? atoi(argv[2]) + 1 : 6); style++) {
		served = 0;
		co_loop *loop = co_loop_new_virtual();
		co_task *task = co_spawn_on(loop, server(style, tasks));
		co_loop_run_until_complete(loop, task);
		flat = flat && co_result(bool, task);
		co_loop_close(loop);
		if (served < tasks - 64 || live) {
			printf("style %d: %ld served, %ld blocks of memory are left\n", style, served, live);
			flat = false;
		}
	}
	return !flat;
}
