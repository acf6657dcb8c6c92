/* Pass 3, forms: whether what stands in the arguments of co_spawn, co_run, co_for and the others is what they take, and
 * whether the T of co_result, co_for and their like is what the coroutine gives, in coroutines and in plain functions
 * alike.
 *
 * In: a function, as cursors; what form_find.c found in it. Out: findings, which pass 4 reports. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/text.h"
#include "form.h"
#include "type.h"
#include <string.h>

/* ---- types ------------------------------------------------------------------------------------------------------- */

static bool is_pointer(CXType type) { return clang_getCanonicalType(type).kind == CXType_Pointer; }

static bool is_void_pointer(CXType type) {
	type = clang_getCanonicalType(type);
	return type.kind == CXType_Pointer && clang_getCanonicalType(clang_getPointeeType(type)).kind == CXType_Void;
}

/** `co_gen` is another name for `co_coro`; what is written tells a generator from any coroutine. */
static bool is_written(CXType type, const char *name) {
	CXString spelling = clang_getTypeSpelling(type);
	bool found = strstr(clang_getCString(spelling), name) != NULL;
	clang_disposeString(spelling);
	return found;
}

static bool is_arithmetic(CXType type) {
	type = bare_type(type);
	return type.kind == CXType_Enum || (type.kind >= CXType_Bool && type.kind <= CXType_LongDouble) ||
	       type.kind == CXType_Float128 || type.kind == CXType_Half || type.kind == CXType_Float16;
}

/** What co_send converts to any other such: not a number of 16 bits, or __float128, for which C needs a library. */
static bool is_converted(CXType type) {
	type = bare_type(type);
	if (type.kind == CXType_Complex) type = bare_type(clang_getElementType(type));
	return is_arithmetic(type) && type.kind != CXType_Float128 && type.kind != CXType_Half &&
	       type.kind != CXType_Float16;
}

static const char *spelled(const struct looking *l, CXType type) {
	if (clang_getCanonicalType(type).kind == CXType_Void) return "void";
	const struct type *as_text = type_of(l->b->arena, type);
	return format(l->b->arena, "%s%s", as_text->before, as_text->after);
}

/* ---- checks ------------------------------------------------------------------------------------------------------ */

static struct finding *complain(struct looking *l, enum diag_id id, struct span span, const char *message) {
	return report_finding(l->b, id, span, message);
}

static CXCursor declaration_called(CXCursor call) {
	CXCursor callee = first_expression(call);
	if (clang_Cursor_isNull(callee)) return callee;
	callee = inner(callee);
	return clang_getCursorKind(callee) == CXCursor_DeclRefExpr ? clang_getCursorReferenced(callee)
	                                                           : clang_getNullCursor();
}

static void note_callee(struct looking *l, struct finding *finding, CXCursor call) {
	CXCursor declaration = declaration_called(call);
	if (clang_Cursor_isNull(declaration) || clang_getCursorKind(declaration) != CXCursor_FunctionDecl) return;
	note_declaration(l->b, finding, declaration,
	                 format(l->b->arena, "'%s' is declared here", spelling_of(l->b, declaration)));
}

static const char *const kinds[] = { "an async function", "a generator", "an async generator" };

static const char *wanted_by(enum takes takes) {
	switch (takes) {
	case TAKES_CALL: return "the call of an async function";
	case TAKES_MAKER: return "the call of a generator";
	case TAKES_RUNNER: return "the call of a generator, or a co_gen *";
	case TAKES_ASYNC_RUNNER: return "the call of an async generator, or a co_gen *";
	case TAKES_THING:
	case TAKES_THINGS: return "calls of async functions, tasks and futures";
	case TAKES_FUTURE: return "a task or future";
	default: return "a co_gen *, which co_new makes";
	}
}

static bool takes_call(enum takes takes, int kind) {
	switch (takes) {
	case TAKES_CALL:
	case TAKES_THING:
	case TAKES_THINGS: return kind == FUNCTION_ASYNC;
	case TAKES_MAKER: return kind != FUNCTION_ASYNC;
	case TAKES_RUNNER: return kind == FUNCTION_GENERATOR;
	case TAKES_ASYNC_RUNNER: return kind == FUNCTION_ASYNC_GENERATOR;
	default: return false;
	}
}

static bool takes_value(enum takes takes, CXType type) {
	if (is_void_pointer(type)) return true;
	bool future = points_to(type, "co_future"), object = points_to(type, "co_coro");
	switch (takes) {
	case TAKES_CALL: return object && !is_written(type, "co_gen");
	case TAKES_MAKER: return object && !is_written(type, "co_gen");
	case TAKES_RUNNER:
	case TAKES_ASYNC_RUNNER:
	case TAKES_GENERATOR:
	case TAKES_ASKED:
	case TAKES_STEPPED: return object;
	case TAKES_THING:
	case TAKES_THINGS: return future || (object && !is_written(type, "co_gen"));
	case TAKES_FUTURE: return future;
	default: return true;
	}
}

/** What else would do, in one sentence, where something can be said. */
static const char *way_out(enum takes takes, int kind) {
	if (takes == TAKES_MAKER && kind == FUNCTION_ASYNC) return "; co_spawn makes a task of it";
	if (takes == TAKES_RUNNER) return kind == FUNCTION_ASYNC ? "; await it" : "; use co_for_await";
	if (takes == TAKES_ASYNC_RUNNER) return kind == FUNCTION_ASYNC ? "; await it" : "; use co_for";
	if ((takes == TAKES_GENERATOR || takes == TAKES_STEPPED || takes == TAKES_ASKED) && kind != FUNCTION_ASYNC)
		return "; make an object of it with co_new";
	if (takes == TAKES_FUTURE && kind == FUNCTION_ASYNC) return "; make a task of it with co_spawn";
	if (kind == FUNCTION_GENERATOR) return "; co_new makes an object of it, co_for runs over it";
	return "";
}

/** Those that take any number have another form, which takes them as an array. */
static const char *array_form(const struct looking *l, const struct use *use, enum takes takes, CXType type) {
	CXType canonical = clang_getCanonicalType(type), element = clang_getArrayElementType(canonical);
	if (canonical.kind == CXType_Pointer) element = clang_getPointeeType(canonical);
	if (takes != TAKES_THINGS || !points_to(element, "co_future")) return "";
	return format(l->b->arena, "; %s_n takes an array of them, and how many", use->form->name);
}

/** A choice of calls, as it would be with something around each of them. */
struct choice {
	enum takes takes;
	const char *before, *after; /* …that */
	bool others;                /* values may be among them, as they are */
	struct text written;
	bool calls, fits;           /* one is a call; all are what is taken, so far */
};

static struct span add_text(const struct looking *l, struct choice *choice, CXCursor cursor) {
	struct span span = span_of_nested(l->b, cursor);
	text_printf(&choice->written, "%.*s", (int)(span.end - span.start), l->b->source->text + span.start);
	return span;
}

static void add_choice(const struct looking *l, struct choice *choice, CXCursor cursor) {
	CXCursor bare = inner(cursor), *children = children_of(bare);
	bool awaited = operator_at(l->b, span_of_nested(l->b, cursor).start) != NULL;
	const struct colour_types *types = awaited ? NULL : called(l, cursor);
	if (!awaited && clang_getCursorKind(bare) == CXCursor_ConditionalOperator && arrlen(children) == 3) {
		add_text(l, choice, children[0]);
		text_puts(&choice->written, " ? ");
		add_choice(l, choice, children[1]);
		text_puts(&choice->written, " : ");
		add_choice(l, choice, children[2]);
	} else if (types) {
		choice->calls = true;
		choice->fits = choice->fits && takes_call(choice->takes, types->colour.kind);
		text_puts(&choice->written, choice->before);
		add_text(l, choice, bare);
		text_puts(&choice->written, choice->after);
	} else {
		choice->fits = choice->fits && choice->others;
		add_text(l, choice, cursor);
	}
	arrfree(children);
}

/** `co_new(n ? up(3) : down(3))`: each call needs a form of its own. True: it was told. */
static bool check_choice(struct looking *l, const struct use *use, enum takes takes, CXCursor argument) {
	struct builder *b = l->b;
	CXCursor bare = inner(argument);
	if (clang_getCursorKind(bare) != CXCursor_ConditionalOperator || takes == TAKES_FUTURE || !use->mark) return false;
	struct span whole = use->mark->span, operand = span_of_nested(b, bare), span = span_of_nested(b, argument);
	bool in_front = takes == TAKES_CALL || takes == TAKES_MAKER; /* the form itself is what goes around each */
	struct choice choice = { .takes = takes, .others = !in_front, .fits = true };
	const char *text = b->source->text;
	if (in_front) {
		choice.before = format(b->arena, "%.*s", (int)(span.start - whole.start), text + whole.start);
		choice.after = format(b->arena, "%.*s", (int)(whole.end - span.end), text + span.end);
	} else {
		choice.before = takes == TAKES_THING || takes == TAKES_THINGS ? "co_spawn(" : "co_new(";
		choice.after = ")";
	}
	text_init(&choice.written);
	add_choice(l, &choice, argument);
	if (choice.calls) {
		const char *written = format(b->arena, in_front ? "(%s)" : "%s", choice.written.data);
		struct finding *finding = complain(
			l, DIAG_FORM, span,
			choice.fits ? format(b->arena, "%s takes one call, and no choice of some: write `%s`", use->form->name, written)
						: format(b->arena, "%s takes one call, and no choice of some: decide with `if`", use->form->name));
		finding->tells_calls = true;
		if (choice.fits) {
			finding->fixit = written;
			finding->fixit_span = in_front ? whole : operand;
		}
	}
	text_release(&choice.written);
	return choice.calls;
}

/** Whether it is what the form takes. */
static bool check_operand(struct looking *l, const struct use *use, enum takes takes, CXCursor argument) {
	struct builder *b = l->b;
	struct span span = span_of_nested(b, argument);
	const char *form = use->form->name, *wanted = wanted_by(takes);
	const struct colour_types *types = called(l, argument);
	CXCursor bare_argument = inner(argument);
	CXType type = clang_getCursorType(bare_argument);
	const struct mark *keyword = operator_at(b, skip_blanks(b->source, span.start, span.end));
	const struct use *inside = form_of(l, argument);
	if (check_choice(l, use, takes, argument)) return false;
	if (inside && inside->form->makes == MAKES_THING) return true; /* a call as others, of what its own operand is */
	if (inside && takes == TAKES_ASYNC_RUNNER && !strcmp(inside->form->name, "co_as_completed")) return true;
	if (keyword && mark_is(keyword, "await") &&
	    (takes == TAKES_CALL || takes == TAKES_THING || takes == TAKES_THINGS) && !takes_value(takes, type)) {
		struct finding *finding = complain(
			l, DIAG_FORM, span, format(b->arena, "%s takes %s, and this has been awaited already", form, wanted));
		finding->fixit = "";
		finding->fixit_span = (struct span){ keyword->span.start, skip_blanks(b->source, keyword->span.end, span.end) };
		return false;
	}
	if (has_keyword(l, argument)) types = NULL;
	if (types) {
		if (takes_call(takes, types->colour.kind)) return true;
		struct finding *finding = complain(l, DIAG_FORM, span,
		                                   format(b->arena, "%s takes %s, and '%s' is %s%s", form, wanted,
		                                          types->colour.name ? types->colour.name : "what is called",
		                                          kinds[types->colour.kind], way_out(takes, types->colour.kind)));
		note_callee(l, finding, bare_argument);
		return false;
	}
	if (takes_value(takes, type)) return true;
	enum CXTypeKind kind = clang_getCanonicalType(type).kind;
	bool function =
		kind == CXType_FunctionProto || kind == CXType_FunctionNoProto ||
		(kind == CXType_Pointer && clang_getCanonicalType(clang_getPointeeType(type)).kind == CXType_FunctionProto);
	if (function && (types = (const struct colour_types *)colour_of_callee(b, bare_argument, 1)) != NULL) {
		struct finding *finding = complain(l, DIAG_FORM, span,
		                                   format(b->arena, "%s takes %s, and '%.*s' is not called", form, wanted,
		                                          (int)(span.end - span.start), b->source->text + span.start));
		CXType prototype =
			kind == CXType_Pointer ? clang_getCanonicalType(clang_getPointeeType(type)) : clang_getCanonicalType(type);
		if (clang_getNumArgTypes(prototype) == 0 && takes_call(takes, types->colour.kind)) {
			finding->fixit = "()";
			finding->fixit_span = (struct span){ span.end, span.end };
		}
		return false;
	}
	if (is_null(argument) && is_pointer(clang_getCursorType(argument))) return true;
	if (clang_getCursorKind(bare_argument) == CXCursor_CallExpr &&
	    !clang_Cursor_isNull(declaration_called(bare_argument)) &&
	    clang_getCursorKind(declaration_called(bare_argument)) == CXCursor_FunctionDecl && !inside) {
		CXCursor declaration = declaration_called(bare_argument);
		struct finding *finding =
			complain(l, DIAG_FORM, span,
		             format(b->arena, "%s takes %s, and '%s' is a plain function that returns '%s'", form, wanted,
		                    spelling_of(b, declaration), spelled(l, type)));
		note_callee(l, finding, bare_argument);
		return false;
	}
	if (inside && (inside->form->makes == MAKES_TASK || inside->form->makes == MAKES_CHILD) && takes == TAKES_CALL) {
		complain(l, DIAG_FORM, span, format(b->arena, "%s takes %s, and this is a task already", form, wanted));
		return false;
	}
	complain(l, DIAG_FORM, span,
	         format(b->arena, "%s takes %s, and this is of type '%s'%s", form, wanted, spelled(l, type),
	                array_form(l, use, takes, type)));
	return false;
}

enum part { PART_RESULT, PART_YIELDED, PART_SENT };

static CXType part_of(const struct colour_types *types, enum part part) {
	return part == PART_RESULT ? types->result : part == PART_YIELDED ? types->yielded : types->sent;
}

/** The type differs from that of every coroutine that it may come from. */
static const struct origin *odd_one(const struct origins *origins, enum part part, CXType type) {
	if (origins->unknown || !arrlen(origins->list) || type.kind == CXType_Invalid) return NULL;
	for (ptrdiff_t i = 0; i < arrlen(origins->list); i++) {
		CXType of = part_of(origins->list[i].types, part);
		if (of.kind == CXType_Invalid || types_agree(type, of)) return NULL;
	}
	return &origins->list[0];
}

static const char *name_of(const struct origin *origin) {
	return origin->types->colour.name ? origin->types->colour.name : "the coroutine";
}

static const char *gives(enum part part) {
	return part == PART_RESULT ? "returns" : part == PART_YIELDED ? "yields" : "is sent";
}

/** An object of the other kind, of an async generator, which nothing runs but await, or of a plain one, which nothing
 * awaits: what takes it, in place of `form`. */
static const char *taken_by(const struct looking *l, const char *form, bool asked) {
	if (asked)
		return strcmp(form, "co_for_await") ? format(l->b->arena, "co_%s", form + strlen("co_a"))
		                                    : "co_for runs over it";
	if (!strcmp(form, "yield_from") || !strcmp(form, "co_for")) return "co_for_await runs over it";
	return format(l->b->arena, "await co_a%s", form + strlen("co_"));
}

/** Whether the objects are made of async generators, where the form, or yield_from, takes none, or of plain ones where
 * it is `asked`, with an await; which is said. */
static bool check_kind(struct looking *l, CXCursor argument, const char *form, const struct origins *origins,
                       bool asked) {
	if (origins->unknown || !arrlen(origins->list)) return false;
	for (ptrdiff_t i = 0; i < arrlen(origins->list); i++)
		if (origins->list[i].types->colour.kind != (asked ? FUNCTION_GENERATOR : FUNCTION_ASYNC_GENERATOR))
			return false;
	struct finding *finding =
		complain(l, DIAG_FORM, span_of_nested(l->b, argument),
	             format(l->b->arena, "%s takes no object of %s generator, and this is one of '%s'; %s", form,
	                    asked ? "a plain" : "an async", name_of(&origins->list[0]), taken_by(l, form, asked)));
	note_callee(l, finding, origins->list[0].call);
	return true;
}

/** What goes through a yield_from is not converted, so it is of the same types on both sides. */
static void check_delegation(struct looking *l, const struct delegation *delegation) {
	const struct colour_types *here = (const struct colour_types *)l->colour;
	const struct colour_types *direct = called(l, delegation->operand);
	if (direct && direct->colour.kind != FUNCTION_GENERATOR) return; /* an error, of pass 4 */
	struct origins origins = { 0 };
	add_origin(l, delegation->operand, &origins, 0);
	static const enum part parts[] = { PART_YIELDED, PART_SENT };
	bool differs = check_kind(l, delegation->operand, delegation->mark->macro, &origins, false);
	for (size_t i = 0; i < sizeof parts / sizeof *parts && !differs; i++) {
		CXType own = part_of(here, parts[i]);
		const struct origin *origin = odd_one(&origins, parts[i], own);
		if (!origin) continue;
		CXType other = part_of(origin->types, parts[i]);
		/* where nothing is sent, or received, there is no such value */
		bool none =
			clang_getCanonicalType(own).kind == CXType_Void || clang_getCanonicalType(other).kind == CXType_Void;
		if (none && parts[i] == PART_SENT) continue;
		differs = true;
		struct finding *finding =
			complain(l, DIAG_RESULT_TYPE, span_of_nested(l->b, delegation->operand),
		             format(l->b->arena, "this generator %s '%s', and '%s' %s '%s', which %s does not convert; use %s",
		                    gives(parts[i]), spelled(l, own), name_of(origin), gives(parts[i]), spelled(l, other),
		                    delegation->mark->macro,
		                    parts[i] == PART_YIELDED ? "co_for, and yield each value"
		                                             : "co_send, and yield each value"));
		note_callee(l, finding, origin->call);
	}
	arrfree(origins.list);
}

/** The T of a form. */
static void check_type(struct looking *l, const struct use *use, CXType type, const struct origins *origins,
                       enum part part) {
	struct builder *b = l->b;
	const struct origin *origin = odd_one(origins, part, type);
	if (!origin || !use->mark || !arrlen(use->mark->arguments)) return;
	CXType right = part_of(origin->types, part);
	struct span span = use->mark->arguments[0];
	struct finding *finding = complain(
		l, DIAG_RESULT_TYPE, span,
		format(b->arena, "'%s' %s '%s', not '%s'", name_of(origin), gives(part), spelled(l, right), spelled(l, type)));
	note_callee(l, finding, origin->call);
	bool converts = (is_arithmetic(type) && is_arithmetic(right)) || (is_pointer(type) && is_pointer(right));
	if (converts && !type_of(b->arena, right)->is_local) {
		finding->fixit = spelled(l, right);
		finding->fixit_span = span;
	}
}

/** Where a value goes: a pointer to its type. */
static void check_out(struct looking *l, CXCursor out, const struct origins *origins, enum part part) {
	CXType type = clang_getCursorType(inner(out));
	if (clang_getCanonicalType(type).kind != CXType_Pointer) {
		CXType element = clang_getArrayElementType(clang_getCanonicalType(type));
		if (element.kind == CXType_Invalid) return;
		type = element;
	} else {
		if (is_void_pointer(type)) return;
		type = clang_getPointeeType(clang_getCanonicalType(type));
	}
	const struct origin *origin = odd_one(origins, part, type);
	if (!origin) return;
	CXType right = part_of(origin->types, part);
	const char *message = clang_getCanonicalType(right).kind == CXType_Void
	                          ? format(l->b->arena, "'%s' %s nothing: pass NULL, not the address of a '%s'",
	                                   name_of(origin), gives(part), spelled(l, type))
	                          : format(l->b->arena, "'%s' %s '%s', and this is the address of a '%s'", name_of(origin),
	                                   gives(part), spelled(l, right), spelled(l, type));
	struct finding *finding = complain(l, DIAG_RESULT_TYPE, span_of(l->b, out), message);
	note_callee(l, finding, origin->call);
}

static void check_sent(struct looking *l, CXCursor value, const struct origins *origins) {
	CXType type = clang_getCursorType(inner(value));
	if (origins->unknown || type.kind == CXType_Invalid) return;
	for (ptrdiff_t i = 0; i < arrlen(origins->list); i++) {
		CXType sent = part_of(origins->list[i].types, PART_SENT);
		if (sent.kind == CXType_Invalid || clang_getCanonicalType(sent).kind == CXType_Void) return;
		if (is_converted(type) && is_converted(sent)) return;
		bool whole = is_pointer(type) || bare_type(type).kind < CXType_Float;
		if (is_pointer(sent) &&
		    ((whole && is_null(value)) || clang_getArrayElementType(clang_getCanonicalType(type)).kind != CXType_Invalid))
			return;
		/* the name of a function is a pointer to it */
		enum CXTypeKind kind = clang_getCanonicalType(type).kind;
		if (is_pointer(sent) && (kind == CXType_FunctionProto || kind == CXType_FunctionNoProto) &&
		    types_agree(clang_getPointeeType(clang_getCanonicalType(sent)), type))
			return;
	}
	const struct origin *origin = odd_one(origins, PART_SENT, type);
	if (!origin) return;
	struct finding *finding = complain(l, DIAG_RESULT_TYPE, span_of(l->b, value),
	                                   format(l->b->arena, "'%s' is sent '%s', not '%s'", name_of(origin),
	                                          spelled(l, part_of(origin->types, PART_SENT)), spelled(l, type)));
	note_callee(l, finding, origin->call);
}

/** The T: the expression has it, before anything converts it. */
static CXType type_made(const struct use *use) {
	return clang_Cursor_isNull(use->whole) ? (CXType){ .kind = CXType_Invalid }
	                                       : clang_getCursorType(inner(use->whole));
}

/** co_run makes a loop, and a thread has one: where an async function runs, one runs already. co_try_run answers that
 * with CO_ESTATE. */
static void check_run(struct looking *l, const struct use *use) {
	const struct mark *mark = use->mark;
	if (strcmp(use->form->name, "co_run") != 0 || !l->colour || l->colour->kind == FUNCTION_GENERATOR) return;
	if (!mark || arrlen(mark->arguments) != 2) return;
	const char *text = l->b->source->text;
	struct finding *finding =
		complain(l, DIAG_FORM, mark->span,
	             "co_run in a coroutine that runs on a loop: the thread has that one already; await the call");
	/* what is behind binds closer than await */
	char behind = text[skip_blanks(l->b->source, mark->span.end, l->b->source->length)];
	bool closer = behind == '.' || behind == '-' || behind == '[' || behind == '(';
	finding->fixit = format(l->b->arena, closer ? "(%sawait %.*s)" : "%sawait %.*s", keyword_prefix(l->b->unit),
	                        (int)(mark->arguments[1].end - mark->arguments[1].start), text + mark->arguments[1].start);
	finding->fixit_span = mark->span;
}

/** The forms paste the name of the generator into others: it stands there, and is that of a function. */
static void check_called_by_name(struct looking *l, const struct use *use, CXCursor argument) {
	const struct colour_types *types = called(l, argument);
	if (strcmp(use->form->name, "co_new_in") != 0 || !use->mark) return;
	char first = l->b->source->text[arrlast(use->mark->arguments).start];
	if (types && types->colour.name && first != '(' && first != '*') return;
	complain(l, DIAG_FORM, span_of_nested(l->b, argument),
	         "co_new_in takes a generator that is called by its name alone, as its frame has to be known here; co_new "
	         "takes any");
}

/** The T of a loop over co_as_completed, which no coroutine of the user's yields. */
static void check_completed(struct looking *l, const struct use *use, CXCursor from) {
	const struct use *inside = form_of(l, from);
	CXType type = type_made(use);
	if (!inside || strcmp(inside->form->name, "co_as_completed") != 0 || type.kind == CXType_Invalid) return;
	if (!use->mark || !arrlen(use->mark->arguments)) return;
	if (!strcmp(spelled(l, clang_getCanonicalType(type)), "struct co_future *")) return;
	struct finding *finding = complain(
		l, DIAG_RESULT_TYPE, use->mark->arguments[0],
		format(l->b->arena, "co_as_completed yields 'co_future *', not '%s'; co_result gives what such a future has",
	           spelled(l, type)));
	finding->fixit = "co_future *";
	finding->fixit_span = use->mark->arguments[0];
}

/** Which of its operands are calls, for people. */
static const char *where_calls_stand(const struct looking *l, const struct form *form) {
	static const char *const places[] = { "first", "second", "third", "fourth", "fifth", "sixth" };
	for (int i = 0; i < MOST_OPERANDS; i++) {
		enum takes takes = form->takes[i];
		if (takes == TAKES_THINGS)
			return format(l->b->arena, "%s takes calls from its %s operand on", form->name, places[i]);
		if (takes_call(takes, FUNCTION_ASYNC) || takes_call(takes, FUNCTION_GENERATOR))
			return format(l->b->arena, "the call that %s takes is its %s operand", form->name, places[i]);
	}
	return format(l->b->arena, "%s takes no call", form->name);
}

/** `co_wait_for(work(), 5)`: a form of two operands, which has the call behind the value. */
static bool is_swapped(const struct looking *l, const struct use *use, CXCursor argument) {
	enum takes second = operand_of(use->form, 1);
	return arrlen(use->mark->arguments) == 2 && arrlen(use->arguments) == 2 &&
	       clang_equalCursors(argument, use->arguments[0]) && (second == TAKES_CALL || second == TAKES_THING) &&
	       !clang_Cursor_isNull(use->arguments[1]) && !called(l, use->arguments[1]) &&
	       clang_getCanonicalType(clang_getCursorType(use->arguments[1])).kind != CXType_Pointer;
}

/** The call of a coroutine where the form has a plain value: a loop, seconds, an index. */
static void check_no_call(struct looking *l, const struct use *use, CXCursor argument) {
	const struct colour_types *types = called(l, argument);
	if (!use->mark || !types || has_keyword(l, argument)) return;
	struct span span = span_of_nested(l->b, argument);
	const char *name = types->colour.name
	                       ? types->colour.name
	                       : format(l->b->arena, "%.*s", (int)(span.end - span.start), l->b->source->text + span.start);
	bool awaits = l->colour && l->colour->kind != FUNCTION_GENERATOR && types->colour.kind == FUNCTION_ASYNC;
	struct finding *finding =
		complain(l, DIAG_NEVER_AWAITED, span,
	             format(l->b->arena,
	                    "coroutine '%s' is never %s: this operand of %s is a value, and its call only makes an object",
	                    name, types->colour.kind == FUNCTION_ASYNC ? "awaited" : "run", use->form->name));
	finding->tells_calls = true;
	finding->note = where_calls_stand(l, use->form);
	finding->note_span = use->mark->name;
	if (is_swapped(l, use, argument)) {
		const char *text = l->b->source->text;
		struct span first = use->mark->arguments[0], second = use->mark->arguments[1];
		finding->fixit = format(l->b->arena, "%.*s, %.*s", (int)(second.end - second.start), text + second.start,
		                        (int)(first.end - first.start), text + first.start);
		finding->fixit_span = (struct span){ first.start, second.end };
		return;
	}
	/* what is missing in front of the calls is `when`, more likely */
	bool gives = awaits && clang_getCanonicalType(part_of(types, PART_RESULT)).kind != CXType_Void;
	if (!gives || operand_of(use->form, 1) == TAKES_THINGS) return;
	finding->fixit = format(l->b->arena, "%sawait ", keyword_prefix(l->b->unit));
	finding->fixit_span = (struct span){ span.start, span.start };
}

static void check_use(struct looking *l, const struct use *use) {
	struct origins origins = { 0 };
	enum part part = use->form->makes == MAKES_ITEM ? PART_YIELDED : PART_RESULT;
	CXCursor from = clang_getNullCursor();
	bool steps = false, asks = false;
	check_run(l, use);
	for (ptrdiff_t i = 0; i < arrlen(use->arguments); i++) {
		enum takes takes = operand_of(use->form, i);
		if (takes == TAKES_END || clang_Cursor_isNull(use->arguments[i])) continue;
		if (takes == TAKES_SEND) {
			if (l->colour && use->form->makes == MAKES_SENT && l->colour->kind != FUNCTION_ASYNC) {
				struct origin here = { (const struct colour_types *)l->colour, clang_getNullCursor() };
				CXType type = type_made(use), sent = part_of(here.types, PART_SENT);
				if (type.kind != CXType_Invalid && sent.kind != CXType_Invalid &&
				    clang_getCanonicalType(sent).kind != CXType_Void && !types_agree(type, sent)) {
					struct finding *finding = complain(l, DIAG_RESULT_TYPE, use->mark->arguments[0],
					                                   format(l->b->arena, "this generator is sent '%s', not '%s'",
					                                          spelled(l, sent), spelled(l, type)));
					finding->fixit = spelled(l, sent);
					finding->fixit_span = use->mark->arguments[0];
				}
			}
			continue;
		}
		if (takes == TAKES_ANY || takes == TAKES_TYPE || takes == TAKES_OUT || takes == TAKES_RESULT_OUT ||
		    takes == TAKES_VALUE || takes == TAKES_INDEX) {
			if (takes != TAKES_TYPE) check_no_call(l, use, use->arguments[i]);
			continue;
		}
		bool taken = check_operand(l, use, takes, use->arguments[i]);
		if (taken && takes == TAKES_MAKER) check_called_by_name(l, use, use->arguments[i]);
		steps |= takes == TAKES_STEPPED || takes == TAKES_RUNNER;
		asks |= takes == TAKES_ASKED || takes == TAKES_ASYNC_RUNNER;
		if (taken && takes != TAKES_THINGS) from = use->arguments[i];
	}
	if (clang_Cursor_isNull(from)) return;
	CXCursor index = argument_taking(use, TAKES_INDEX);
	if (!clang_Cursor_isNull(index)) {
		const struct use *gather = find_gather(l, from, 0);
		CXEvalResult number = clang_Cursor_Evaluate(index);
		long long i =
			number && clang_EvalResult_getKind(number) == CXEval_Int ? clang_EvalResult_getAsLongLong(number) : -1;
		if (number) clang_EvalResult_dispose(number);
		if (!gather || i < 0) return;
		if (i >= arrlen(gather->arguments)) {
			complain(l, DIAG_FORM, span_of(l->b, index),
			         format(l->b->arena, "%s of number %lld, and %td were gathered", use->form->name, i,
			                arrlen(gather->arguments)));
			return;
		}
		if (clang_Cursor_isNull(gather->arguments[i])) return;
		add_origin(l, gather->arguments[i], &origins, 0);
	} else {
		add_origin(l, from, &origins, 0);
	}
	if ((steps || asks) && check_kind(l, from, use->form->name, &origins, asks)) {
		arrfree(origins.list);
		return;
	}
	if (use->form->makes == MAKES_ITEM) check_completed(l, use, from);
	if (use->form->makes == MAKES_RESULT || use->form->makes == MAKES_ITEM)
		check_type(l, use, type_made(use), &origins, part);
	for (ptrdiff_t i = 0; i < arrlen(use->arguments); i++) {
		enum takes takes = operand_of(use->form, i);
		if (clang_Cursor_isNull(use->arguments[i])) continue;
		if (takes == TAKES_OUT) check_out(l, use->arguments[i], &origins, PART_YIELDED);
		if (takes == TAKES_RESULT_OUT) check_out(l, use->arguments[i], &origins, PART_RESULT);
		if (takes == TAKES_VALUE) check_sent(l, use->arguments[i], &origins);
	}
	arrfree(origins.list);
}

/** An argument of another form, or of a macro, which may hold one. */
static bool is_in_another(const struct looking *l, const struct mark *mark) {
	const struct mark *around = mark;
	while (around-- > l->b->parse->marks && around->reach >= mark->span.end)
		for (ptrdiff_t i = 0; i < arrlen(around->arguments); i++)
			if (span_is_within(mark->span, around->arguments[i])) return true;
	return false;
}

/** co_wait_for and co_shield stand for a call, of which nothing runs unless somebody awaits or takes it. */
static void check_is_run(struct looking *l, const struct use *use) {
	const struct mark *mark = use->mark;
	if (use->form->makes != MAKES_THING || !mark || !mark->keyword || !mark_is(mark, use->form->name)) return;
	if (is_awaited(l, mark->span.start) || is_in_another(l, mark)) return;
	struct finding *finding = complain(l, DIAG_NEVER_AWAITED, mark->span,
	                                   format(l->b->arena, "what %s stands for is never %s: it only makes an object",
	                                          use->form->name, l->colour ? "awaited" : "run"));
	if (l->colour && l->colour->kind != FUNCTION_GENERATOR) {
		finding->fixit = format(l->b->arena, "%sawait ", keyword_prefix(l->b->unit));
		finding->fixit_span = (struct span){ mark->span.start, mark->span.start };
	} else if (!l->colour) {
		finding->note = "in a plain function pass it to co_run, co_spawn, co_go or another form";
		finding->note_span = mark->span;
	}
}

void check_forms(struct builder *b, CXCursor function, const struct colour *colour) {
	struct looking looking = { .b = b, .colour = colour };
	struct span span = span_of(b, function);
	const char *text = b->source->text + span.start;
	size_t length = span.end - span.start;
	if (!memmem(text, length, "co_", 3) && !memmem(text, length, "yield_from", 10)) return;
	find_forms(&looking, function);
	for (ptrdiff_t i = 0; i < arrlen(looking.uses); i++) {
		check_use(&looking, &looking.uses[i]);
		check_is_run(&looking, &looking.uses[i]);
		warn_of_lent_locals(&looking, &looking.uses[i]);
	}
	for (ptrdiff_t i = 0; i < arrlen(looking.delegations); i++) check_delegation(&looking, &looking.delegations[i]);
	warn_of_dropped_handles(&looking);
	for (ptrdiff_t i = 0; i < arrlen(looking.uses); i++) arrfree(looking.uses[i].arguments);
	for (ptrdiff_t i = 0; i < arrlen(looking.holders); i++) arrfree(looking.holders[i].values);
	arrfree(looking.uses);
	hmfree(looking.of_mark);
	arrfree(looking.holders);
	hmfree(looking.holder_at);
	arrfree(looking.delegations);
	arrfree(looking.dropped);
	arrfree(looking.values);
}
