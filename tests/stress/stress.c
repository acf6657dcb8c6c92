/* Stress: what a program does when memory ends, a task is cancelled, a generator is thrown into or closed, at every place where that can
 * happen. Linked to an annotated program, whose main it takes the place of (tests/run/stress says how).
 *
 *     ./program LIMIT     runs it once as it is (its output goes to the file `printed`), counting; then, each in a process of its own,
 *                         for each kind of trouble and each n, with that trouble at the nth opportunity; of more than LIMIT (0: no
 *                         limit) opportunities the first half of LIMIT and others evenly apart
 *
 * STRESS_JOBS of these (2) run at a time.
 *
 * What must hold in each of these: it ends after ten seconds of processor time at most, and not by a fault; what it does is its own affair (an error that comes out
 * of co_run ends it with status 1, one that nobody may have stops it with its traceback). Nothing is given back twice, nothing that was
 * given back is used: such memory is overwritten and stays so. When it ends by itself no more of cogen's memory is left than without
 * the trouble; a program that keeps accounts (ledger.h) must have closed them. New memory, and what a suspension need not keep
 * (cogen --poison), is overwritten, too. */
#define _GNU_SOURCE
#include "cogen/object.h"
#include "internal.h"
#include "ledger.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int __real_main(void);
int __wrap_main(int argc, char **argv);

enum trouble { NONE, NO_MEMORY, CANCEL_AT_ONCE, CANCEL_SOON, THROW, CLOSE, TROUBLES };
static const char *const names[] = { "nothing", "an allocation fails", "cancelled at a suspension", "cancelled while it waits",
	                                 "thrown into at a resumption", "closed at a resumption" };
enum { THROWN = 4711, NEW = 0xa5, DEAD = 0xa6, GONE = 0xdd };
enum { LEFT = 90, TWICE, OPEN };

static struct shared {
	long happened[TROUBLES]; /* opportunities, in the run without trouble */
	long left, open;
	bool ended;
} *shared;
static enum trouble trouble;
static long at, count[TROUBLES], live;

/* Whether the trouble comes now. */
static bool comes(enum trouble kind) { return ++count[kind] == at && trouble == kind; }

static void complain(int status, const char *text) {
	if (write(STDERR_FILENO, text, strlen(text)) < 0) _exit(status);
	_exit(status);
}

/* ---- memory ---- */

struct block {
	size_t size;
	void *memory;
	enum { LIVE = 0x5ca1ab1e, FREED = 0x0ddba11 } state;
};

static void *allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	if (comes(NO_MEMORY)) return NULL;
	if (align < sizeof(struct block)) align = sizeof(struct block) * 2;
	size_t before = (sizeof(struct block) + align - 1) / align * align;
	unsigned char *memory = aligned_alloc(align, (before + size + align - 1) / align * align);
	if (!memory) return NULL;
	memset(memory, NEW, before + size);
	*(struct block *)(void *)(memory + before - sizeof(struct block)) = (struct block){ size, memory, LIVE };
	live++;
	return memory + before;
}

/* In a run with trouble nothing is really given back, so that what is used afterwards is seen. */
static void release(void *arg, void *memory) {
	(void)arg;
	if (!memory) return;
	struct block *block = (struct block *)memory - 1;
	if (block->state == FREED) complain(TWICE, "memory is given back twice\n");
	if (block->state != LIVE) complain(TWICE, "what is given back was never taken\n");
	block->state = FREED;
	memset(memory, GONE, block->size);
	live--;
	if (trouble == NONE) free(block->memory);
}

struct co__kept {
	unsigned long at, size;
};
void co__poison(void *frame, unsigned long size, const struct co__kept *kept, unsigned long kept_count);

void co__poison(void *frame, unsigned long size, const struct co__kept *kept, unsigned long kept_count) {
	unsigned char *saved = malloc(size);
	memcpy(saved, frame, size);
	memset(frame, DEAD, size);
	for (unsigned long i = 0; i < kept_count; i++) memcpy((char *)frame + kept[i].at, saved + kept[i].at, kept[i].size);
	free(saved);
}

/* ---- suspensions of tasks: the linker puts these before the runtime's own ---- */

co_step __real_co__suspend(co_coro *leaf);
co_step __real_co__suspend_asleep(co_coro *leaf);
co_step __real_co__wait_checkpoint(co_coro *leaf);
co_step __wrap_co__suspend(co_coro *leaf);
co_step __wrap_co__suspend_asleep(co_coro *leaf);
co_step __wrap_co__wait_checkpoint(co_coro *leaf);

static void cancel(void *task) {
	co_cancel(task);
	co_release(task);
}

static void trouble_at_suspension(void) {
	if (!co_current_task()) return;
	if (comes(CANCEL_AT_ONCE)) co_cancel(co_current_task());
	if (comes(CANCEL_SOON)) co_call_soon(co_loop_current(), cancel, co_retain(co_current_task()));
}

co_step __wrap_co__suspend(co_coro *leaf) {
	trouble_at_suspension();
	return __real_co__suspend(leaf);
}
co_step __wrap_co__suspend_asleep(co_coro *leaf) {
	trouble_at_suspension();
	return __real_co__suspend_asleep(leaf);
}
co_step __wrap_co__wait_checkpoint(co_coro *leaf) {
	trouble_at_suspension();
	return __real_co__wait_checkpoint(leaf);
}

/* ---- resumptions of generators ---- */

bool __real_co__next_value(co_gen *g, void *out, size_t size);
bool __wrap_co__next_value(co_gen *g, void *out, size_t size);
bool __real_co__gen_send(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size);
bool __wrap_co__gen_send(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size);
bool __real_co__for_next(struct co__for *loop);
bool __wrap_co__for_next(struct co__for *loop);

bool __wrap_co__next_value(co_gen *g, void *out, size_t size) {
	if (comes(THROW)) return co__gen_throw(g, THROWN, "stress", out, size);
	if (comes(CLOSE)) {
		co_close(g);
		return false;
	}
	return __real_co__next_value(g, out, size);
}
bool __wrap_co__gen_send(co_gen *g, const void *value, size_t value_size, unsigned value_class, void *out, size_t size) {
	if (comes(THROW)) return co__gen_throw(g, THROWN, "stress", out, size);
	if (comes(CLOSE)) {
		co_close(g);
		return false;
	}
	return __real_co__gen_send(g, value, value_size, value_class, out, size);
}
bool __wrap_co__for_next(struct co__for *loop) { return comes(CLOSE) ? false : __real_co__for_next(loop); }

/* ---- generators that the program owns ---- */

/* Made, and neither freed nor handed to anybody: where trouble keeps a program from its co_free, that is done for it. */
static co_coro **owned;
static size_t owned_count, owned_room;

static void made(co_coro *object) {
	if ((object->type->kind != CO__GENERATOR && object->type->kind != CO__ASYNC_GENERATOR) || object->flags & CO__LENT) return;
	if (owned_count == owned_room) owned = realloc(owned, (owned_room = owned_room * 2 + 64) * sizeof *owned);
	owned[owned_count++] = object;
}
static void given(co_coro *object) {
	for (size_t i = owned_count; i-- > 0;)
		if (owned[i] == object) owned[i] = owned[--owned_count];
}
static void free_owned(void) {
	while (owned_count) {
		co_coro *object = owned[--owned_count];
		if (object->status != CO_RUNNING) co_free(object);
	}
}

/* ---- one run ---- */

long ledger_open;
void ledger_twice(void) { complain(TWICE, "something is cleaned up twice\n"); }

static bool returned; /* from the program's main, whose status is its own affair */

/* It ends by itself: from main, or out of co_run. */
static void on_end(int status, void *arg) {
	(void)arg;
	if (status > 1 && !returned) return;
	fflush(stdout);
	if (trouble == NONE) {
		memcpy(shared->happened, count, sizeof count);
		shared->left = live;
		shared->open = ledger_open;
		shared->ended = returned;
		return;
	}
	free_owned();
	if (ledger_open > shared->open) complain(OPEN, "something is not cleaned up\n");
	if (live > shared->left) complain(LEFT, "memory is left\n");
}

static void child(const char *output, const char *complaints) {
	int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	dup2(out, STDOUT_FILENO);
	if (complaints) dup2(open(complaints, O_WRONLY | O_CREAT | O_TRUNC, 0666), STDERR_FILENO);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	setrlimit(RLIMIT_CPU, &(struct rlimit){ 10, 11 });
	alarm(300); /* one that sleeps for ever uses no processor, and the machine may be busy */
	co_set_allocator(allocate, release, NULL);
	co__object_made = made;
	co__object_given = given;
	on_exit(on_end, NULL);
	int status = __real_main();
	returned = true;
	exit(status);
}

/* Those that run now. */
enum { MOST_JOBS = 16 };
static struct job {
	pid_t pid; /* 0: none */
	enum trouble kind;
	long n;
} jobs[MOST_JOBS];
static int job_count = 2;
static long failures;

static const char *complaints_of(const struct job *job, char text[static 32]) {
	snprintf(text, 32, "complaints-%d", (int)(job - jobs));
	return text;
}

static void judge(const struct job *job, int status) {
	const char *what = names[job->kind];
	char complaints[32], kept[64];
	if (WIFSIGNALED(status) && (WTERMSIG(status) != SIGABRT || job->kind == NONE)) {
		printf("%s, at %ld: signal %d (%s)\n", what, job->n, WTERMSIG(status), strsignal(WTERMSIG(status)));
	} else if (WIFEXITED(status) && WEXITSTATUS(status) >= LEFT && WEXITSTATUS(status) <= OPEN) {
		printf("%s, at %ld: %s\n", what, job->n,
		       WEXITSTATUS(status) == LEFT ? "memory is left" : WEXITSTATUS(status) == OPEN ? "not cleaned up" : "cleaned up twice");
	} else {
		return;
	}
	snprintf(kept, sizeof kept, "failed-%d-%ld", (int)job->kind, job->n);
	if (job->kind != NONE) rename(complaints_of(job, complaints), kept);
	fflush(stdout);
	failures++;
}

/* Waits for one of them to end; false: none runs. */
static bool finish_one(void) {
	int status;
	pid_t pid = waitpid(-1, &status, 0);
	for (int i = 0; i < job_count; i++) {
		if (pid <= 0 || jobs[i].pid != pid) continue;
		jobs[i].pid = 0;
		judge(&jobs[i], status);
		return true;
	}
	return false;
}

static void start(enum trouble kind, long n) {
	struct job *job = NULL;
	while (!job) {
		for (int i = 0; i < job_count; i++)
			if (!jobs[i].pid) job = &jobs[i];
		if (!job) finish_one();
	}
	char complaints[32];
	*job = (struct job){ 0, kind, n };
	trouble = kind;
	at = n;
	fflush(stdout);
	job->pid = fork();
	if (job->pid == 0) child(kind == NONE ? "printed" : "/dev/null", kind == NONE ? NULL : complaints_of(job, complaints));
}

int __wrap_main(int argc, char **argv) {
	long limit = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	if (limit == 1) limit = 2; /* the first and one apart from it */
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (argc > 3) { /* one of them, to be looked at */
		trouble = (enum trouble)strtol(argv[2], NULL, 10);
		at = strtol(argv[3], NULL, 10);
		co_set_allocator(allocate, release, NULL);
		co__object_made = made;
		co__object_given = given;
		int status = __real_main();
		free_owned();
		fprintf(stderr, "%ld blocks of memory are left, %ld things open\n", live, ledger_open);
		return status;
	}
	const char *wanted = getenv("STRESS_JOBS");
	if (wanted && atoi(wanted) > 0) job_count = atoi(wanted) < MOST_JOBS ? atoi(wanted) : MOST_JOBS;
	start(NONE, 0);
	while (finish_one()) continue;
	if (failures) return 1;
	if (!shared->ended) {
		puts("it does not end as it should even without trouble");
		return 1;
	}
	long runs = 1, opportunities = 1;
	for (int kind = NO_MEMORY; kind < TROUBLES; kind++) {
		long all = shared->happened[kind], half = limit / 2;
		opportunities += all;
		for (long n = 1; n <= all; n++) {
			if (limit && all > limit && n > half && (n - half) % ((all - half) / half + 1) != 0) continue;
			start((enum trouble)kind, n);
			runs++;
		}
	}
	while (finish_one()) continue;
	printf("%ld runs of %ld, %ld not as they should be\n", runs, opportunities, failures);
	return failures != 0;
}
