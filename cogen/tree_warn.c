/* Pass 3, warnings: what is right C in a coroutine, and hardly meant: calls that block the loop, addresses of locals
 * that outlive the frame, ways to the end without a value; in plain functions too: handles that are dropped.
 *
 * In: the definition of a coroutine, as cursors; some of clang's own warnings. Out: findings, which pass 4
 * reports.
 *
 * What must hold: no warning where the code may well be right. A blocking call is one of a function of the system by
 * that name; a socket's is let alone where the function waits for file descriptors by itself. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/text.h"
#include "form.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

/* ---- calls that block -------------------------------------------------------------------------------------------- */

/** When such a call blocks, its flags aside. */
enum unless {
	ALWAYS,
	UNLESS_ZERO,    /* the last argument is 0: a poll */
	IF_STDIN,       /* an argument is stdin */
	IF_STREAM,      /* its first argument is the standard input, or a socket that was made here and may block */
};

/* A lock of threads, pthread_mutex_lock, is not among them: one that is held for a few lines, with no await in between,
 * is what others on other threads need, and right. */
static const struct blocking {
	const char *name;
	enum unless unless;
	const char *instead;
} table[] = {
	{ "sleep", ALWAYS, "await co_sleep(seconds)" },
	{ "usleep", ALWAYS, "await co_sleep(seconds)" },
	{ "nanosleep", ALWAYS, "await co_sleep(seconds)" },
	{ "clock_nanosleep", ALWAYS, "await co_sleep(seconds)" },
	{ "thrd_sleep", ALWAYS, "await co_sleep(seconds)" },
	{ "pause", ALWAYS, "await co_signal_wait(signal)" },
	{ "sigsuspend", ALWAYS, "await co_signal_wait(signal)" },
	{ "sigwait", ALWAYS, "await co_signal_wait(signal)" },
	{ "sigwaitinfo", ALWAYS, "await co_signal_wait(signal)" },
	{ "wait", ALWAYS, "await co_signal_wait(SIGCHLD), then waitpid with WNOHANG" },
	{ "wait3", ALWAYS, "await co_signal_wait(SIGCHLD), then WNOHANG" },
	{ "wait4", ALWAYS, "await co_signal_wait(SIGCHLD), then WNOHANG" },
	{ "waitpid", ALWAYS, "await co_signal_wait(SIGCHLD), then WNOHANG" },
	{ "waitid", ALWAYS, "await co_signal_wait(SIGCHLD), then WNOHANG" },
	{ "system", ALWAYS, "uv_spawn, or await co_thread_run(fn, arg)" },
	{ "poll", UNLESS_ZERO, "await co_fd_wait(fd, events)" },
	{ "epoll_wait", UNLESS_ZERO, "await co_fd_wait(fd, events)" },
	{ "select", ALWAYS, "await co_fd_wait(fd, events)" },
	{ "pselect", ALWAYS, "await co_fd_wait(fd, events)" },
	{ "ppoll", ALWAYS, "await co_fd_wait(fd, events)" },
	{ "getaddrinfo", ALWAYS, "uv_getaddrinfo, or await co_thread_run(fn, arg)" },
	{ "getnameinfo", ALWAYS, "uv_getnameinfo, or await co_thread_run(fn, arg)" },
	{ "gethostbyname", ALWAYS, "uv_getaddrinfo, or await co_thread_run(fn, arg)" },
	{ "gethostbyaddr", ALWAYS, "uv_getnameinfo, or await co_thread_run(fn, arg)" },
	{ "pthread_join", ALWAYS, "await co_thread_run(fn, arg)" },
	{ "thrd_join", ALWAYS, "await co_thread_run(fn, arg)" },
	{ "pthread_cond_wait", ALWAYS, "await co_condition_wait(condition)" },
	{ "pthread_cond_timedwait", ALWAYS, "await co_condition_wait(condition), in a co_timeout" },
	{ "cnd_wait", ALWAYS, "await co_condition_wait(condition)" },
	{ "cnd_timedwait", ALWAYS, "await co_condition_wait(condition), in a co_timeout" },
	{ "pthread_barrier_wait", ALWAYS, "await co_barrier_wait(barrier)" },
	{ "sem_wait", ALWAYS, "await co_semaphore_acquire(semaphore)" },
	{ "sem_timedwait", ALWAYS, "await co_semaphore_acquire(semaphore), in a co_timeout" },
	{ "flock", ALWAYS, "LOCK_NB, or await co_thread_run(fn, arg)" },
	{ "lockf", ALWAYS, "F_TLOCK, or await co_thread_run(fn, arg)" },
	{ "fcntl", ALWAYS, "F_SETLK, or await co_thread_run(fn, arg)" },
	{ "pclose", ALWAYS, "await co_thread_run(fn, arg)" },
	{ "tcdrain", ALWAYS, "await co_thread_run(fn, arg)" },
	{ "getchar", ALWAYS, "await co_fd_wait(0, UV_READABLE) and read, or await co_thread_run(fn, arg)" },
	{ "scanf", ALWAYS, "await co_thread_run(fn, arg)" },
	{ "fscanf", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "fgets", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "fgetc", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "getc", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "getline", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "fread", IF_STDIN, "await co_thread_run(fn, arg)" },
	{ "read", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "recv", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "recvfrom", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "recvmsg", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "accept", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "accept4", IF_STREAM, "await co_fd_wait(fd, UV_READABLE) before it" },
	{ "connect", IF_STREAM, "a socket that does not block, and await co_fd_wait(fd, UV_WRITABLE)" },
};

/* Words in a call that tell whether it blocks. */
static const struct flag {
	const char *name, *word;
	bool may; /* it blocks with one of these only; else with none of them */
} flags[] = {
	{ "wait3", "WNOHANG", false },     { "wait4", "WNOHANG", false },   { "waitpid", "WNOHANG", false },
	{ "waitid", "WNOHANG", false },    { "flock", "LOCK_NB", false },   { "flock", "LOCK_EX", true },
	{ "flock", "LOCK_SH", true },      { "lockf", "F_LOCK", true },     { "fcntl", "F_SETLKW", true },
	{ "fcntl", "F_OFD_SETLKW", true },
};

struct warning {
	struct builder *b;
	const char *name; /* of the coroutine */
	CXCursor function;
	CXCursor sought; /* whether what this variable gets is a socket that blocks */
	bool is_socket;
};

/** The function of the system's that is called by name; a null cursor. */
static CXCursor system_function(CXCursor call) {
	CXCursor callee = first_expression(call), none = clang_getNullCursor();
	if (clang_Cursor_isNull(callee)) return none;
	callee = clang_getCursorReferenced(inner(callee));
	if (clang_getCursorKind(callee) != CXCursor_FunctionDecl) return none;
	callee = clang_getCanonicalCursor(callee);
	return clang_Location_isInSystemHeader(clang_getCursorLocation(callee)) ? callee : none;
}

static bool is_called(CXCursor call, const char *name) {
	CXCursor function = system_function(call);
	if (clang_Cursor_isNull(function)) return false;
	CXString spelling = clang_getCursorSpelling(function);
	bool same = !strcmp(clang_getCString(spelling), name);
	clang_disposeString(spelling);
	return same;
}

static bool mentions(const struct builder *b, struct span span, const char *word) {
	return span.end > span.start && memmem(b->source->text + span.start, span.end - span.start, word, strlen(word));
}

static bool opens_a_socket(struct builder *b, CXCursor value) {
	value = inner(value);
	return clang_getCursorKind(value) == CXCursor_CallExpr &&
	       (is_called(value, "socket") || is_called(value, "accept") || is_called(value, "accept4")) &&
	       !mentions(b, span_of(b, value), "SOCK_NONBLOCK");
}

static enum CXChildVisitResult seek_socket(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct warning *w = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_VarDecl && clang_equalCursors(cursor, w->sought)) {
		CXCursor value = clang_Cursor_getVarDeclInitializer(cursor);
		if (!clang_Cursor_isNull(value) && opens_a_socket(w->b, value)) w->is_socket = true;
	}
	if (clang_getCursorKind(cursor) == CXCursor_BinaryOperator &&
	    clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign) {
		CXCursor *sides = children_of(cursor);
		if (arrlen(sides) == 2 && clang_equalCursors(clang_getCursorReferenced(inner(sides[0])), w->sought) &&
		    opens_a_socket(w->b, sides[1]))
			w->is_socket = true;
		arrfree(sides);
	}
	return CXChildVisit_Recurse;
}

/** The standard input, or a local variable that a socket goes to. */
static bool is_stream(struct warning *w, CXCursor file) {
	file = inner(file);
	const char *text = w->b->source->text;
	struct span span = span_of(w->b, file);
	if (clang_getCursorKind(file) == CXCursor_IntegerLiteral)
		return text[span.start] == '0' || mentions(w->b, span, "STDIN_FILENO");
	if (clang_getCursorKind(file) != CXCursor_DeclRefExpr) return false;
	w->sought = clang_getCursorReferenced(file);
	w->is_socket = false;
	if (clang_getCursorKind(w->sought) == CXCursor_VarDecl) clang_visitChildren(w->function, seek_socket, w);
	return w->is_socket;
}

static bool waits_for_files(const struct warning *w) {
	struct span span = span_of(w->b, w->function);
	return mentions(w->b, span, "co_fd_wait") || mentions(w->b, span, "O_NONBLOCK");
}

static bool flags_let_block(const struct builder *b, struct span call, const char *name) {
	bool needed = false, given = false;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		if (strcmp(flags[i].name, name) != 0) continue;
		bool there = mentions(b, call, flags[i].word);
		if (there && !flags[i].may) return false;
		needed |= flags[i].may;
		given |= there;
	}
	return given || !needed;
}

static bool blocks(struct warning *w, CXCursor call, const struct blocking *row) {
	int count = clang_Cursor_getNumArguments(call);
	if (!flags_let_block(w->b, span_of(w->b, call), row->name)) return false;
	switch (row->unless) {
	case ALWAYS: return true;
	case UNLESS_ZERO:
		return count < 1 || !is_null(clang_Cursor_getArgument(call, (unsigned)count - 1)) ||
		       w->b->source->text[span_of(w->b, clang_Cursor_getArgument(call, (unsigned)count - 1)).start] != '0';
	case IF_STDIN: return mentions(w->b, span_of(w->b, call), "stdin");
	case IF_STREAM:
		return count > 0 && !waits_for_files(w) && !mentions(w->b, span_of(w->b, call), "MSG_DONTWAIT") &&
		       is_stream(w, clang_Cursor_getArgument(call, 0));
	}
	return false;
}

void look_for_blocking(struct builder *b, CXCursor definition, CXCursor call, bool is_statement) {
	struct warning warning = { .b = b, .function = definition };
	CXCursor function = system_function(call);
	if (clang_Cursor_isNull(function)) return;
	const char *name = spelling_of(b, function);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (strcmp(table[i].name, name) != 0) continue;
		struct span span = span_of(b, call);
		if (is_behind_operator(b, span.start) || !blocks(&warning, call, &table[i])) continue;
		struct finding *finding =
			report_finding(b, DIAG_BLOCKING_CALL, span,
		                   format(b->arena, "'%s' blocks the loop: nothing else runs until it returns", name));
		finding->note = format(b->arena, "instead: %s", table[i].instead);
		finding->note_span = span;
		if (is_statement && !strcmp(name, "sleep") && !strncmp(b->source->text + span.start, "sleep", 5)) {
			finding->fixit = format(b->arena, "%sawait co_sleep", keyword_prefix(b->unit));
			finding->fixit_span = (struct span){ span.start, span.start + 5 };
		}
		return;
	}
}

/* ---- addresses of locals ----------------------------------------------------------------------------------------- */

static bool is_parameter(CXCursor expression) {
	expression = inner(expression);
	return clang_getCursorKind(expression) == CXCursor_DeclRefExpr &&
	       clang_getCursorKind(clang_getCursorReferenced(expression)) == CXCursor_ParmDecl;
}

/** What an expression that is a part of an object, or of a value, is a part of; a null cursor: it leads to somebody
 * else's. */
static CXCursor whole_of(CXCursor part) {
	for (;;) {
		part = inner(part);
		enum CXCursorKind kind = clang_getCursorKind(part);
		if (kind != CXCursor_MemberRefExpr && kind != CXCursor_ArraySubscriptExpr) return part;
		CXCursor below = first_expression(part);
		/* through a pointer, which an array parameter is */
		if (clang_Cursor_isNull(below) ||
		    clang_getCanonicalType(clang_getCursorType(inner(below))).kind == CXType_Pointer)
			return clang_getNullCursor();
		if (kind == CXCursor_ArraySubscriptExpr && is_parameter(below)) return clang_getNullCursor();
		part = below;
	}
}

/** Whether it is a variable that ends with its function, or block. */
static bool is_local(CXCursor object) {
	if (clang_getCursorKind(object) != CXCursor_DeclRefExpr) return false;
	CXCursor declaration = clang_getCursorReferenced(object);
	enum CX_StorageClass storage = clang_Cursor_getStorageClass(declaration);
	return clang_getCursorKind(declaration) == CXCursor_ParmDecl ||
	       (clang_getCursorKind(declaration) == CXCursor_VarDecl && storage != CX_SC_Static &&
	        storage != CX_SC_Extern &&
	        clang_getCursorKind(clang_getCursorSemanticParent(declaration)) == CXCursor_FunctionDecl);
}

/** Whether it is a value of a record type, which ends with the full expression; in C none of these is an object. */
static bool is_value(CXCursor expression) {
	if (clang_getCanonicalType(clang_getCursorType(expression)).kind != CXType_Record) return false;
	enum CXCursorKind kind = clang_getCursorKind(expression);
	return kind == CXCursor_CallExpr || kind == CXCursor_ConditionalOperator || kind == CXCursor_BinaryOperator ||
	       kind == CXCursor_StmtExpr;
}

/** Whether it is a compound literal, which ends with its block; one may be static. */
static bool is_literal(struct builder *b, CXCursor object) {
	if (clang_getCursorKind(object) != CXCursor_CompoundLiteralExpr) return false;
	struct span span = span_of(b, object);
	uint32_t inside = skip_blanks(b->source, span.start + 1, span.end);
	return strncmp(b->source->text + inside, "static", 6) != 0;
}

static bool is_array(CXType type) { return clang_getArrayElementType(type).kind != CXType_Invalid; }

/** The object, or value, that a pointer leads to or into, as it is written; a null cursor. */
static CXCursor pointed_to(CXCursor value) {
	value = inner(value);
	while (clang_getCursorKind(value) == CXCursor_CStyleCastExpr) {
		value = first_expression(value);
		if (clang_Cursor_isNull(value)) return value;
		value = inner(value);
	}
	if (clang_getCursorKind(value) == CXCursor_UnaryOperator &&
	    clang_getCursorUnaryOperatorKind(value) == CXUnaryOperator_AddrOf)
		return whole_of(first_expression(value));
	return is_array(clang_getCursorType(value)) && !is_parameter(value) ? whole_of(value) : clang_getNullCursor();
}

static bool is_among(const char *const *names, size_t count, const char *name) {
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name)) return true;
	return false;
}

/** Whether the expression that it stands in awaits what it makes, by itself or in another form. */
static bool is_waited_for(const struct looking *l, const struct use *use) {
	for (ptrdiff_t i = 0; i < arrlen(l->uses); i++)
		if (span_is_within(use->span, l->uses[i].span) && is_awaited(l, l->uses[i].span.start)) return true;
	return false;
}

static void warn_of_lent(struct looking *l, const struct use *use, CXCursor argument, bool outlives) {
	const char *form = use->form->name;
	CXCursor object = pointed_to(argument);
	if (clang_Cursor_isNull(object)) return;
	if (is_value(object)) {
		if (is_waited_for(l, use)) return;
		report_finding(
			l->b, DIAG_LOCAL_ADDRESS, span_of(l->b, argument),
			format(l->b->arena,
		           "a pointer into a value that ends with this expression, and what %s starts may outlive it", form));
	} else if (is_literal(l->b, object) && outlives && l->colour) {
		struct finding *finding =
			report_finding(l->b, DIAG_LOCAL_ADDRESS, span_of(l->b, argument),
		                   format(l->b->arena,
		                          "a compound literal is a local, and what %s starts may outlive this function", form));
		finding->note = "static memory lasts, and so does the heap's; tasks of a co_group end before its block does";
		finding->note_span = span_of(l->b, object);
	} else if (is_local(object) && outlives && l->colour) {
		CXCursor local = clang_getCursorReferenced(object);
		struct finding *finding =
			report_finding(l->b, DIAG_LOCAL_ADDRESS, span_of(l->b, argument),
		                   format(l->b->arena, "'%s' is a local, and what %s starts may outlive this function",
		                          spelling_of(l->b, local), form));
		note_declaration(l->b, finding, local, "declared here; tasks of a co_group end before its block does");
	}
}

void warn_of_lent_locals(struct looking *l, const struct use *use) {
	static const char *const outliving[] = { "co_spawn", "co_spawn_on", "co_spawn_with",  "co_spawn_threadsafe",
		                                     "co_go",    "co_go_on",    "co_gather",      "co_gather_settled",
		                                     "co_wait",  "co_shield",   "co_as_completed" };
	static const char *const later[] = { "co_group_spawn", "co_group_spawn_with" };
	const char *name = use->form->name;
	bool outlives = is_among(outliving, sizeof outliving / sizeof *outliving, name);
	if (!outlives && !is_among(later, sizeof later / sizeof *later, name)) return;
	for (ptrdiff_t i = 0; i < arrlen(use->arguments); i++) {
		enum takes takes = operand_of(use->form, i);
		if ((takes != TAKES_CALL && takes != TAKES_THING && takes != TAKES_THINGS) ||
		    clang_Cursor_isNull(use->arguments[i]))
			continue;
		if (!called(l, use->arguments[i])) continue;
		CXCursor call = inner(use->arguments[i]);
		for (int k = 0; k < clang_Cursor_getNumArguments(call); k++)
			warn_of_lent(l, use, clang_Cursor_getArgument(call, (unsigned)k), outlives);
	}
}

/* ---- handles that are dropped ------------------------------------------------------------------------------------ */

static const struct use *function_use(const struct looking *l, CXCursor call) {
	struct span span = span_of(l->b, call);
	for (ptrdiff_t i = 0; i < arrlen(l->uses); i++) {
		const struct use *use = &l->uses[i];
		if (!use->mark && use->span.start == span.start && use->span.end == span.end) return use;
	}
	return NULL;
}

/** It is there for who waits, unlike a task: that alone is a reason to write it. */
static bool is_to_await(const struct use *use) {
	return !strncmp(use->form->name, "co_gather", 9) || !strncmp(use->form->name, "co_wait", 7);
}

/** In a coroutine such a handle ends with its expression; a group's tasks have no form without. */
static bool is_lost(const struct looking *l, const struct use *use) {
	switch (use->form->makes) {
	case MAKES_TASK:
	case MAKES_GATHER:
	case MAKES_HANDLE: return !l->colour || is_to_await(use);
	case MAKES_OBJECT: return true;
	default: return false;
	}
}

/** A gather, or a wait, that is dropped in a coroutine. */
static void warn_of_forgotten_await(struct looking *l, const struct use *use) {
	struct finding *finding = report_finding(
		l->b, DIAG_DISCARDED_HANDLE, use->span,
		format(l->b->arena, "what '%s' makes is not awaited: nothing waits here, and nobody sees results and errors",
	           use->form->name));
	if (l->colour->kind == FUNCTION_GENERATOR) return;
	bool gathers = !strncmp(use->form->name, "co_gather", 9);
	struct span span = gathers ? (struct span){ use->span.start, use->span.start } : use->span;
	finding->fixit = format(l->b->arena, gathers ? "%sawait %.*s" : "%sawait co_wait_future(%.*s)",
	                        keyword_prefix(l->b->unit), (int)(span.end - span.start), l->b->source->text + span.start);
	finding->fixit_span = span;
}

static void warn_of_dropped(struct looking *l, CXCursor value) {
	if (clang_getCursorKind(inner(value)) == CXCursor_CStyleCastExpr) return; /* to void: it is meant */
	const struct use *use = form_of(l, value);
	if (!use) {
		value = inner(value);
		if (clang_getCursorKind(value) == CXCursor_BinaryOperator &&
		    clang_getCursorBinaryOperatorKind(value) == CXBinaryOperator_Comma) {
			CXCursor *sides = children_of(value);
			for (ptrdiff_t i = 0; i < arrlen(sides); i++) warn_of_dropped(l, sides[i]);
			arrfree(sides);
		}
		if (clang_getCursorKind(value) == CXCursor_CallExpr) use = function_use(l, value);
	}
	if (!use || !is_lost(l, use) || is_operand(l->b, use->span.start)) return;
	if (l->colour && use->form->makes != MAKES_OBJECT) {
		warn_of_forgotten_await(l, use);
		return;
	}
	bool object = use->form->makes == MAKES_OBJECT;
	const char *name = use->form->name;
	struct finding *finding = report_finding(
		l->b, DIAG_DISCARDED_HANDLE, use->span,
		format(l->b->arena,
	           object ? "what '%s' makes is discarded, and nobody can free it"
	                  : "the handle that '%s' makes is discarded, and lives until the running task, or the loop, ends",
	           name));
	finding->note_span = use->span;
	bool goes = !strcmp(name, "co_spawn") || !strcmp(name, "co_spawn_on");
	finding->note = object ? "co_for runs over a generator and frees it; else co_free(g) does"
	                : goes ? "co_go makes a task without a handle"
	                : !strncmp(name, "co_wait", 7)
	                    ? "nothing is waited for without `await co_wait_future(w)`, in an async function"
	                    : "co_disown(f) gives it up";
	if (goes && use->mark) {
		finding->fixit = !strcmp(name, "co_spawn") ? "co_go" : "co_go_on";
		finding->fixit_span = use->mark->name;
	}
}

void warn_of_dropped_handles(struct looking *l) {
	for (ptrdiff_t i = 0; i < arrlen(l->dropped); i++) warn_of_dropped(l, l->dropped[i]);
}

/* ---- clang's own ------------------------------------------------------------------------------------------------- */

/** Where the name of the variable is declared that is used at a place of the main file. */
static uint32_t declared_at(struct builder *b, CXSourceLocation use) {
	CXCursor reference = clang_getCursor(b->parse->unit, use);
	if (clang_getCursorKind(reference) != CXCursor_DeclRefExpr) return UINT32_MAX;
	return name_offset(b, clang_getCursorReferenced(reference));
}

/** A note that begins with these words: where it is. */
static bool has_note(struct builder *b, CXDiagnostic diagnostic, const char *words, CXSourceLocation *location,
                     uint32_t *at) {
	CXDiagnosticSet notes = clang_getChildDiagnostics(diagnostic);
	bool found = false;
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(notes) && !found; i++) {
		CXDiagnostic note = clang_getDiagnosticInSet(notes, i);
		CXString spelling = clang_getDiagnosticSpelling(note);
		*location = clang_getDiagnosticLocation(note);
		found = !strncmp(clang_getCString(spelling), words, strlen(words)) && parse_offset(b->parse, *location, at);
		clang_disposeString(spelling);
		clang_disposeDiagnostic(note);
	}
	return found;
}

static struct span word_at(const struct builder *b, uint32_t at) {
	struct span span = { at, at };
	while (isalnum((unsigned char)b->source->text[span.end]) || b->source->text[span.end] == '_') span.end++;
	if (span.end == at) span.end++;
	return span;
}

/** About a variable, which may be none in what is written: told when that is known. */
static void keep_warning(struct builder *b, struct function *function, CXDiagnostic diagnostic, const char *name,
                         uint32_t at) {
	struct lost_warning warning = { .span = word_at(b, at), .variable_at = UINT32_MAX, .hidden_at = UINT32_MAX };
	CXSourceLocation here = clang_getDiagnosticLocation(diagnostic), there;
	uint32_t other;
	ptrdiff_t mark = mark_at_or_after(b, at);
	if (mark < arrlen(b->parse->marks) && b->parse->marks[mark].span.start == at) return; /* of what a word of ours, or a macro, stands for */
	if (!strcmp(name, "-Wuninitialized")) {
		warning.id = DIAG_UNINITIALIZED;
		warning.variable_at = declared_at(b, here);
	} else if (!strcmp(name, "-Wsometimes-uninitialized")) {
		if (!has_note(b, diagnostic, "uninitialized use", &there, &other)) return;
		warning.id = DIAG_MAYBE_UNINITIALIZED;
		warning.variable_at = declared_at(b, there);
		warning.note = "it is used here";
		warning.note_span = word_at(b, other);
	} else if (!strcmp(name, "-Wshadow")) {
		if (!has_note(b, diagnostic, "previous declaration", &there, &other)) return;
		warning.id = DIAG_SHADOW;
		warning.variable_at = at;
		warning.hidden_at = other;
		warning.note = "which is declared here";
		warning.note_span = word_at(b, other);
	} else {
		return;
	}
	CXString spelling = clang_getDiagnosticSpelling(diagnostic);
	warning.message = arena_strdup(b->arena, clang_getCString(spelling));
	clang_disposeString(spelling);
	arrput(function->lost, warning);
}

static void take_warning(struct builder *b, CXDiagnostic diagnostic) {
	uint32_t at;
	if (!parse_offset(b->parse, clang_getDiagnosticLocation(diagnostic), &at)) return;
	struct function *function = NULL;
	for (ptrdiff_t i = 0; i < arrlen(b->unit->functions); i++) {
		struct span definition = b->unit->functions[i]->definition;
		if (at >= definition.start && at <= definition.end) function = b->unit->functions[i];
	}
	if (!function) return; /* whoever compiles it will say so */
	CXString option = clang_getDiagnosticOption(diagnostic, NULL), spelling = clang_getDiagnosticSpelling(diagnostic);
	const char *name = clang_getCString(option);
	if (name && !strcmp(name, "-Wreturn-type")) {
		function->falls_off = true; /* check_return.c */
	} else if (name && !strcmp(name, "-Wreturn-stack-address")) {
		struct finding *finding = report_finding(
			b, DIAG_LOCAL_ADDRESS, (struct span){ at, at + 1 },
			format(b->arena, "%s: the frame is gone when '%s' has ended", clang_getCString(spelling), function->name));
		for (unsigned i = 0; i < clang_getDiagnosticNumRanges(diagnostic); i++) {
			CXSourceRange range = clang_getDiagnosticRange(diagnostic, i);
			struct span span;
			if (parse_offset(b->parse, clang_getRangeStart(range), &span.start) &&
			    parse_end(b->parse, clang_getRangeEnd(range), &span.end) && span.start < span.end && !i)
				finding->span = span;
		}
		CXCursor object = clang_getCursor(b->parse->unit, clang_getDiagnosticLocation(diagnostic));
		if (clang_getCursorKind(object) != CXCursor_DeclRefExpr) object = pointed_to(object);
		if (!clang_Cursor_isNull(object) && is_local(object)) {
			CXCursor local = clang_getCursorReferenced(object);
			note_declaration(b, finding, local, format(b->arena, "'%s' is declared here", spelling_of(b, local)));
		}
	} else if (name && !strcmp(name, "-Wunused-function")) {
		function->never_used = true;
	} else if (name) {
		keep_warning(b, function, diagnostic, name, at);
	}
	clang_disposeString(option);
	clang_disposeString(spelling);
}

void take_warnings(struct builder *b) {
	CXDiagnosticSet all = clang_getDiagnosticSetFromTU(b->parse->unit);
	for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(all); i++) {
		CXDiagnostic diagnostic = clang_getDiagnosticInSet(all, i);
		if (clang_getDiagnosticSeverity(diagnostic) == CXDiagnostic_Warning) take_warning(b, diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
	clang_disposeDiagnosticSet(all);
}
