/* Errors: counted, with a message of their own, a cause, and the lines they passed.
 *
 * In: codes, texts, places. Out: co_error *, never NULL. What must hold: without memory there is still an error to
 * raise: each of cogen's own codes has one that is never freed and never written to, so that it may be used by all
 * threads; it has no traceback. */
#include "cogen/object.h"

/* The count of errors that need no memory. */
enum { STATIC = UINT32_MAX };

/* A traceback keeps the innermost and the outermost lines: recursion may be a million deep. */
enum { KEPT_FIRST = 64, KEPT_LAST = 64, KEPT = KEPT_FIRST + KEPT_LAST, FIRST_ROOM = 8 };

struct co__trace {
	uint32_t passed; /* lines in all */
	uint32_t room;
	struct co__trace_line lines[]; /* from KEPT_FIRST on a ring */
};

#define STATIC_ERROR(code_, message_)                                                                                  \
	{ .code = (code_), .message = (message_), .co__references = STATIC }

co_error co__error_no_memory = STATIC_ERROR(CO_ENOMEM, "no memory");
co_error co__error_closed = STATIC_ERROR(CO_ESTATE, "the loop was closed");
co_error co__error_exit = STATIC_ERROR(CO_EGENEXIT, "generator closed");

static co_error static_errors[] = {
	STATIC_ERROR(CO_ECANCELED, "cancelled"),    STATIC_ERROR(CO_ETIMEDOUT, "timed out"),
	STATIC_ERROR(CO_ESTATE, "not allowed now"), STATIC_ERROR(CO_EDEADLOCK, "deadlock: nothing can wake it"),
	STATIC_ERROR(CO_ESHUTDOWN, "shut down"),
};

/* What stands for an error of that code when there is no memory for it. */
static co_error *static_error(int code) {
	if (code == CO_EGENEXIT) return &co__error_exit;
	for (size_t i = 0; i < sizeof static_errors / sizeof *static_errors; i++)
		if (static_errors[i].code == code) return &static_errors[i];
	return &co__error_no_memory;
}

const char *co__own_strerror(int code) {
	if (code == 0) return "no error";
	const co_error *error = static_error(code);
	return error->code == code ? error->message : NULL;
}

static co_error *new_error(int code, size_t message_size, char **message) {
	co_error *error = co__alloc(sizeof *error + message_size);
	if (!error) return static_error(code);
	*message = (char *)(error + 1);
	*error = (co_error){ .code = code ? code : CO_ESTATE, .message = *message, .co__references = 1 };
	return error;
}

co_error *co__error_new(int code, const char *message) {
	size_t size = 0;
	if (!message) message = co_strerror(code);
	while (message[size++]) continue;
	char *copy = NULL;
	co_error *error = new_error(code, size, &copy);
	if (copy) __builtin_memcpy(copy, message, size);
	return error;
}

co_error *co__error_format(int code, const char *format, va_list arguments) {
	if (!format) return co__error_new(code, NULL);
	va_list again;
	va_copy(again, arguments);
	size_t length = co__host_format(NULL, 0, format, again);
	va_end(again);
	char *text = NULL;
	co_error *error = new_error(code, length + 1, &text);
	if (text) co__host_format(text, length + 1, format, arguments);
	return error;
}

co_error *co__error_make(int code, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	co_error *error = co__error_format(code, format, arguments);
	va_end(arguments);
	return error;
}

co_error *co_error_copy(const co_error *error) {
	co_error *copy = (co_error *)(uintptr_t)error;
	if (copy && copy->co__references != STATIC) copy->co__references++;
	return copy;
}

void co_error_free(co_error *error) {
	/* Causes and further errors may form long chains, of both kinds at once: the last reference to each error hands
	 * on to the next, and one that has both stays until what follows from its cause is gone. Those form a list by
	 * way of `cause`. */
	co_error *waiting = NULL;
	for (;;) {
		while (error && error->co__references != STATIC && --error->co__references == 0) {
			co_error *cause = error->cause;
			co_error *next = error->co__next;
			co__free(error->co__trace);
			if (cause && next) {
				error->cause = waiting;
				waiting = error;
				error = cause;
			} else {
				co__free(error);
				error = cause ? cause : next;
			}
		}
		if (!waiting) return;
		co_error *last = waiting;
		waiting = last->cause;
		error = last->co__next;
		co__free(last);
	}
}

co_error *co__error_clone(const co_error *error) {
	co_error *clone = co__error_new(error->code, error->message);
	if (clone->co__references == STATIC) return clone;
	clone->cause = co_error_copy(error->cause);
	clone->co__origin = error->co__origin;
	const struct co__trace *trace = error->co__trace;
	size_t size = trace ? sizeof *trace + trace->room * sizeof *trace->lines : 0;
	if (size && (clone->co__trace = co__alloc(size))) __builtin_memcpy(clone->co__trace, trace, size);
	return clone;
}

void co__drop_error(co_error *error) { co_error_free(error); }

const co_error *co_error_next(const co_error *error) { return error ? error->co__next : NULL; }

co_task *co_error_origin(const co_error *error) { return error ? error->co__origin : NULL; }

void co__error_set_origin(co_error *error, co_task *task) {
	if (error->co__references != STATIC) error->co__origin = task;
}

void co__error_caused(co_error *error, co_error *cause) {
	if (!cause || error->co__references == STATIC) return;
	/* The chain of what was handled may lead back here when an old error is raised anew. */
	for (const co_error *e = cause; e; e = e->cause)
		if (e == error) return;
	while (error->cause) {
		error = error->cause;
		for (const co_error *e = cause; e; e = e->cause)
			if (e == error) return;
	}
	if (error->co__references != STATIC) error->cause = co_error_copy(cause);
}

void co__error_append(co_error *error, co_error *further) {
	while (error->co__next) error = error->co__next;
	if (error->co__references == STATIC || error == further)
		co_error_free(further);
	else
		error->co__next = further;
}

/* Where the line that is the n-th to pass is kept. */
static uint32_t slot_of(uint32_t n) { return n < KEPT ? n : KEPT_FIRST + (n - KEPT_FIRST) % KEPT_LAST; }

void co__error_passed(co_error *error, const char *function, const char *file, uint32_t line) {
	if (error->co__references == STATIC) return;
	struct co__trace *trace = error->co__trace;
	uint32_t slot = trace ? slot_of(trace->passed) : 0;
	if (!trace || slot >= trace->room) {
		uint32_t room = trace ? trace->room * 2 : FIRST_ROOM;
		struct co__trace *larger = co__alloc(sizeof *larger + room * sizeof *larger->lines);
		if (!larger) return;
		larger->passed = 0;
		if (trace) __builtin_memcpy(larger, trace, sizeof *trace + trace->passed * sizeof *trace->lines);
		larger->room = room;
		co__free(trace);
		error->co__trace = trace = larger;
	}
	trace->lines[slot] = (struct co__trace_line){ function, file, line, 0 };
	trace->passed++;
}

bool co__error_line(const co_error *error, uint32_t index, struct co__trace_line *line) {
	const struct co__trace *trace = error->co__trace;
	if (!trace || index >= trace->passed || index >= KEPT) return false;
	uint32_t skipped = trace->passed > KEPT ? trace->passed - KEPT : 0;
	*line = trace->lines[index < KEPT_FIRST ? index : slot_of(index + skipped)];
	line->skipped = index == KEPT_FIRST ? skipped : 0;
	return true;
}

co_step co__passed(co_step step, const co_type *type, uint32_t site) {
	co__error_passed(co__step_error(step), type->name, type->file, type->sites[site].line);
	return step;
}

co_step co__raise_error(const co_type *type, uint32_t site, const co_error *error) {
	co_error *copy = error ? co_error_copy(error) : co__error_new(CO_ESTATE, "co_raise_error of NULL");
	return co__passed(CO__RAISE(copy), type, site);
}

bool co__catches(co_step step) {
	int code = co__step_error(step)->code;
	return code != CO_ECANCELED && code != CO_EGENEXIT;
}

/* What closes a generator is one error for all; where it comes into a catch it needs a cause, and so one of its own. */
static co_error *own_exit(co_error *error) { return error == &co__error_exit ? co__error_new(CO_EGENEXIT, NULL) : error; }

co_step co__passed_amid(co_step step, const co_type *type, uint32_t site) {
	return co__passed(CO__RAISE(own_exit(co__step_error(step))), type, site);
}

co_step co__during(co_step step, co_error *handled) {
	co_error *error = co__step_error(step);
	/* What is handled, or led to it, and is raised again, is no cause of itself. */
	for (const co_error *e = handled; e; e = e->cause)
		if (e == error) return step;
	if (!handled) return step;
	error = own_exit(error);
	co__error_caused(error, handled);
	return CO__RAISE(error);
}

co_step co__replaced(co_step step, co_error *pending) {
	step = co__during(step, pending);
	co_error_free(pending);
	return step;
}

co_step co__left(co_step step, const co_error *why, const co_type *type, uint32_t site) {
	return co__step_error(step) == why ? step : co__passed(step, type, site);
}

co_step co__raise(const co_type *type, uint32_t site, int code, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	co_step step = CO__RAISE(co__error_format(code, format, arguments));
	va_end(arguments);
	return co__passed(step, type, site);
}
