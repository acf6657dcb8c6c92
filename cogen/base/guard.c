/* The stack, and faults: see guard.h.
 *
 * libclang parses on a thread of its own, with a stack of 8 MiB, and turns a fault into a file that "cannot be read".
 * Both are switched off by its own variables, so that it, too, stands on the large stack and its faults are told as
 * what they are. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_DEFAULT */
#endif
#include "base/guard.h"
#include "base/fatal.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
/* AddressSanitizer tells more about a fault than this file does. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { TAKES_SIGNALS = 0 };
#else
enum { TAKES_SIGNALS = 1 };
#endif

/* Only what is used of it takes memory. */
static const size_t stack_sizes[] = { (size_t)1 << 28, (size_t)1 << 26 };

static struct {
	char **argv;
	const char *folder; /* for the reproducer */
	const char *path, *text;
	size_t length;
} guard;

static _Alignas(16) char signal_stack[1 << 16];

/* ---- what may run in a signal handler ---------------------------------------------------------------------------- */

static void put(int to, const char *text, size_t length) {
	while (length) {
		ssize_t written = write(to, text, length);
		if (written <= 0) return;
		text += written;
		length -= (size_t)written;
	}
}

static void say(int to, const char *text) { put(to, text, strlen(text)); }

/** As a shell reads it. */
static void say_word(int to, const char *word) {
	if (*word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%")]) {
		say(to, word);
		return;
	}
	say(to, "'");
	for (; *word; word++) {
		if (*word == '\'')
			say(to, "'\\''");
		else
			put(to, word, 1);
	}
	say(to, "'");
}

/** The command, but for its input, in whose place the reproducer stands. */
static void say_command(int to, const char *input) {
	say(to, "cogen");
	for (char **word = guard.argv ? guard.argv + 1 : NULL; word && *word; word++) {
		bool given =
			guard.path && (strcmp(*word, guard.path) == 0 || (strcmp(*word, "-") == 0 && guard.path[0] == '<'));
		say(to, " ");
		say_word(to, given && input ? input : *word);
	}
	say(to, "\n");
}

/** NAME-PID.co.c in the folder for such files; false: it could not be written. */
static bool save_input(char *name, size_t room) {
	static const char stem[] = "/cogen-reproducer-", ending[] = ".co.c";
	char digits[24];
	size_t at = sizeof digits, length = strlen(guard.folder);
	for (unsigned long rest = (unsigned long)getpid(); rest || at == sizeof digits; rest /= 10)
		digits[--at] = (char)('0' + rest % 10);
	if (length + sizeof stem + sizeof digits + sizeof ending > room) return false;
	memcpy(name, guard.folder, length);
	memcpy(name + length, stem, sizeof stem - 1);
	length += sizeof stem - 1;
	memcpy(name + length, digits + at, sizeof digits - at);
	memcpy(name + length + sizeof digits - at, ending, sizeof ending);
	int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0) return false;
	put(file, guard.text, guard.length);
	return close(file) == 0;
}

void guard_tell_reproducer(void) {
	char name[4096];
	bool saved = guard.text && guard.folder && save_input(name, sizeof name);
	say(2, "cogen: this is a bug in cogen; nothing was written. Please report it with these two:\n");
	if (saved) {
		say(2, "cogen: input: ");
		say(2, name);
		say(2, " (and the headers that it includes)\n");
	}
	say(2, "cogen: command: ");
	say_command(2, saved ? name : NULL);
}

static void on_fault(int number) {
	say(2, "cogen: internal error: ");
	switch (number) {
	case SIGSEGV:
	case SIGBUS: say(2, "an access outside of memory, or nesting too deep for the stack"); break;
	case SIGABRT: say(2, "abort"); break;
	case SIGFPE: say(2, "an arithmetic fault"); break;
	default: say(2, "an illegal instruction"); break;
	}
	if (guard.path) {
		say(2, " while working on '");
		say(2, guard.path);
		say(2, "'");
	}
	say(2, "\n");
	guard_tell_reproducer();
	_exit(EXIT_INTERNAL);
}

/* ---- no memory for libclang -------------------------------------------------------------------------------------- */

static void on_no_memory(void) {
	say(2, "cogen: out of memory");
	if (guard.path) {
		say(2, " while libclang was working on '");
		say(2, guard.path);
		say(2, "'");
	}
	say(2, "\n");
	_exit(EXIT_INTERNAL);
}

static void on_no_memory_of_llvm(void *argument, const char *reason, bool crash) {
	(void)argument;
	(void)reason;
	(void)crash;
	on_no_memory();
}

/** Else it would throw what nobody catches, or abort, and that reads as a bug. These are C++'s and LLVM's own
 * functions, by the names that they have in the libraries that hold them; where there are none of these names it stays
 * with that. */
static void tell_of_memory(void) {
	union {
		void *symbol;
		void (*(*new_handler)(void (*)(void)))(void);
		void (*llvm)(void (*)(void *, const char *, bool), void *);
	} set;
	set.symbol = dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE");
	if (set.symbol) set.new_handler(on_no_memory);
	set.symbol = dlsym(RTLD_DEFAULT, "_ZN4llvm31install_bad_alloc_error_handlerEPFvPvPKcbES0_");
	if (set.symbol) set.llvm(on_no_memory_of_llvm, NULL);
}

/* ---- before anything happens ------------------------------------------------------------------------------------- */

void guard_begin(char **argv) {
	static const int faults[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	guard.argv = argv;
	guard.folder = getenv("TMPDIR");
	if (!guard.folder || !*guard.folder) guard.folder = "/tmp";
	setenv("LIBCLANG_NOTHREADS", "1", 1);
	tell_of_memory();
	if (!TAKES_SIGNALS) return;
	setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);
	struct sigaction action = { .sa_handler = on_fault, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND };
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, NULL);
}

void guard_input(const char *path, const char *text, size_t length) {
	guard.path = path;
	guard.text = text;
	guard.length = length;
}

void guard_endings(sigset_t *set) {
	static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU };
	sigemptyset(set);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) sigaddset(set, endings[i]);
}

struct job {
	int (*work)(void *argument);
	void *argument;
	sigset_t signals; /* that are held back, as the tool was started */
	int result;
};

static void *run_job(void *argument) {
	struct job *job = argument;
	stack_t stack = { .ss_sp = signal_stack, .ss_size = sizeof signal_stack }, before;
	if (TAKES_SIGNALS) sigaltstack(&stack, &before);
	pthread_sigmask(SIG_SETMASK, &job->signals, NULL);
	job->result = job->work(job->argument);
	if (TAKES_SIGNALS) sigaltstack(&before, NULL);
	return NULL;
}

int guard_run(int (*work)(void *argument), void *argument) {
	struct job job = { .work = work, .argument = argument };
	sigset_t endings;
	/* the thread that only waits would take those that the other one holds back while it writes */
	guard_endings(&endings);
	pthread_sigmask(SIG_BLOCK, &endings, &job.signals);
	for (size_t i = 0; i < sizeof stack_sizes / sizeof *stack_sizes; i++) {
		pthread_attr_t attributes;
		pthread_t thread;
		if (pthread_attr_init(&attributes) != 0) break;
		bool started = pthread_attr_setstacksize(&attributes, stack_sizes[i]) == 0 &&
		               pthread_create(&thread, &attributes, run_job, &job) == 0;
		pthread_attr_destroy(&attributes);
		if (!started) continue;
		pthread_join(thread, NULL);
		pthread_sigmask(SIG_SETMASK, &job.signals, NULL);
		return job.result;
	}
	run_job(&job);
	return job.result;
}
