/* Facts of the asyncio model, one test each, named by its id in docs/conformance.md: FACT(TASK_1) is TASK-1.
 *
 * A program here is one group of facts, an annotated file that includes this header last. Each fact is a plain function: it runs on a
 * loop with a virtual clock of its own, must leave no memory behind and have looked at all that was said. EITHER_ORDER(id) is a
 * fact that holds in whatever order ready tasks run: it is tried with shuffled ones, too.
 *
 *     check(condition)           or the fact does not hold
 *     need(condition)            or it does not, and ends here, as what follows would be the fact's own mistake
 *     say("A")  said("AB")       writes down; true: exactly this was written since the last time
 *     run(future)  turns(n)      runs the loop: until the future is done; for n turns
 *     turns_of(other, n)         …another loop
 *     LARGE(n)                   n, or a smaller number where the fact runs again and again, under tests/stress
 *     aborts(fn)                 whether fn() stops the program (tried in a process of its own)
 *     aborts_saying(fn, text)    …and says `text` on standard error
 *     listen()  heard()          standard error goes to a buffer; gives it back, and what was written to it */
#ifndef COGEN_TEST_CONFORMANCE_H
#define COGEN_TEST_CONFORMANCE_H

#include <cogen.h>
#include <limits.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#ifdef STRESSED
#define LARGE(n) 100
#else
#define LARGE(n) n
#endif

#define UNUSED_OK __attribute__((unused)) static

UNUSED_OK co_loop *loop;
UNUSED_OK bool holds;

struct fact {
	const char *name;
	void (*test)(void);
	bool either_order;
	struct fact *next;
};
UNUSED_OK struct fact *facts, **last_fact = &facts;

#define CO_TEST_FACT(id, either)                                                                                       \
	static void id(void);                                                                                              \
	__attribute__((constructor)) static void id##_is_a_fact(void) {                                                    \
		static struct fact fact = { #id, id, either, NULL };                                                           \
		*last_fact = &fact;                                                                                            \
		last_fact = &fact.next;                                                                                        \
	}                                                                                                                  \
	static void id(void)
#define FACT(id) CO_TEST_FACT(id, false)
#define EITHER_ORDER(id) CO_TEST_FACT(id, true)

UNUSED_OK void check_that(bool condition, const char *what, const char *file, int line) {
	if (condition) return;
	fprintf(stdout, "%s:%d: not so: %s\n", file, line, what);
	holds = false;
}
#define check(...) check_that((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
#define need(...)                                                                                                      \
	do {                                                                                                               \
		check(__VA_ARGS__);                                                                                            \
		if (!holds) return;                                                                                            \
	} while (0)

/* ---- what happened ---- */

UNUSED_OK char happened[1 << 14];
UNUSED_OK void say(const char *text) { strncat(happened, text, sizeof happened - strlen(happened) - 1); }
UNUSED_OK void say_number(int n) {
	char text[16];
	snprintf(text, sizeof text, "%d", n);
	say(text);
}
UNUSED_OK bool said(const char *text) {
	bool same = !strcmp(happened, text);
	if (!same) printf("said \"%s\" and not \"%s\"\n", happened, text);
	happened[0] = '\0';
	return same;
}
UNUSED_OK void say_arg(void *text) { say(text); }

/* ---- running ---- */

UNUSED_OK int run(co_future *future) { return co_loop_run_until_complete(loop, future); }
UNUSED_OK void turns_of(co_loop *of, int n) {
	while (n-- > 0) {
		co_loop_stop(of);
		co_loop_run_forever(of);
	}
}
UNUSED_OK void turns(int n) { turns_of(loop, n); }

/* ---- errors: a fact that does not hold goes on with what it has, which may be none ---- */

UNUSED_OK int code_in(const co_error *error) { return error ? error->code : 0; }
UNUSED_OK int cause_in(const co_error *error) { return error ? code_in(error->cause) : 0; }
UNUSED_OK const char *message_in(const co_error *error) { return error && error->message ? error->message : ""; }
UNUSED_OK int code_of(co_future *future) { return code_in(co_future_error(future)); }

/** Nobody waits for this signal. */
UNUSED_OK bool ends_the_program(int signum) {
	struct sigaction now;
	sigaction(signum, NULL, &now);
	return now.sa_handler == SIG_DFL;
}

/* ---- memory ---- */

UNUSED_OK atomic_long live, allocations;
UNUSED_OK long fail_at = -1; /* this allocation and those behind it fail */

UNUSED_OK _Thread_local volatile sig_atomic_t in_allocator;

UNUSED_OK void *counted_allocate(void *arg, size_t size, size_t align) {
	(void)arg;
	long n = allocations++;
	if (fail_at >= 0 && n >= fail_at) return NULL;
	in_allocator = 1;
	void *memory =
		align > _Alignof(max_align_t) ? aligned_alloc(align, (size + align - 1) / align * align) : malloc(size);
	in_allocator = 0;
	if (memory) live++;
	return memory;
}
UNUSED_OK void counted_release(void *arg, void *memory) {
	(void)arg;
	live--;
	/* Whoever looks at it still finds nothing that it knows. Compilers leave out what is written to memory that ends. */
	memset(memory, 0xdd, malloc_usable_size(memory));
	__asm__ volatile("" : : "r"(memory) : "memory");
	free(memory);
}

/* ---- standard error ---- */

UNUSED_OK FILE *ear;
UNUSED_OK int true_stderr;
UNUSED_OK void listen_to_stderr(void) {
	fflush(stderr);
	ear = tmpfile();
	true_stderr = dup(STDERR_FILENO);
	dup2(fileno(ear), STDERR_FILENO);
}
UNUSED_OK const char *heard(void) {
	static char text[1 << 14];
	fflush(stderr);
	dup2(true_stderr, STDERR_FILENO);
	close(true_stderr);
	rewind(ear);
	text[fread(text, 1, sizeof text - 1, ear)] = '\0';
	fclose(ear);
	return text;
}
/** How often `text` holds `part`. */
UNUSED_OK int times(const char *text, const char *part) {
	int count = 0;
	while ((text = strstr(text, part))) text += strlen(part), count++;
	return count;
}

UNUSED_OK char last_words[1024];
UNUSED_OK bool aborts(void (*fn)(void)) {
	fflush(stdout);
	FILE *words = tmpfile();
	pid_t child = fork();
	if (child == 0) {
		dup2(fileno(words), STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		fn();
		_exit(0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	rewind(words);
	last_words[fread(last_words, 1, sizeof last_words - 1, words)] = '\0';
	fclose(words);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
/** It stops the program, and says `text` among its last words. */
UNUSED_OK bool aborts_saying(void (*fn)(void), const char *text) {
	bool aborted = aborts(fn), found = strstr(last_words, text) != NULL;
	if (!aborted || !found) printf("its last words are \"%s\"\n", last_words);
	return aborted && found;
}

/* ---- all of them ---- */

UNUSED_OK bool try_fact(const struct fact *fact, unsigned seed) {
	holds = true;
	happened[0] = '\0';
	fail_at = -1;
	long before = live;
	loop = co_loop_new_virtual();
	co_loop_set_seed(loop, seed);
	fact->test();
	co_loop_close(loop);
	if (live != before) {
		printf("%ld blocks of memory are left\n", (long)live - before);
		holds = false;
	}
	if (!said("")) holds = false;
	if (!holds) printf("%s does not hold (seed %u)\n", fact->name, seed);
	return holds;
}

/* Under tests/stress/stress.c, which has the allocator: the fact that the environment names, or what they are called. */
#ifdef STRESSED
int main(void) {
	const char *name = getenv("STRESS_FACT");
	const struct fact *fact = facts;
	for (; fact && (!name || strcmp(name, fact->name)); fact = fact->next)
		if (!name) puts(fact->name);
	return !fact || !try_fact(fact, 0);
}
#else
int main(int argc, char **argv) {
	co_set_allocator(counted_allocate, counted_release, NULL);
	int failed = 0, tried = 0;
	for (const struct fact *fact = facts; fact; fact = fact->next) {
		bool wanted = argc < 2;
		for (int i = 1; i < argc; i++) wanted |= !strcmp(argv[i], fact->name);
		if (!wanted) continue;
		bool all = true;
		for (unsigned seed = 0; seed < (fact->either_order ? 5u : 1u); seed++) all &= try_fact(fact, seed);
		failed += !all;
		tried++;
	}
	printf("%d facts, %d do not hold\n", tried, failed);
	return failed || !tried;
}
#endif

#endif
