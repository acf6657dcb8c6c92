/* Pass 3, rooms: memory that the program gives to objects of generators, with CO_FRAME(f), its CO_FRAME_SIZE(f) and
 * CO_FRAME_ALIGN(f), and co_new_in.
 *
 * In: the marks of a file. Out: findings; the generators whose rooms are wanted, and those that are wanted above their
 * definition.
 *
 * What must hold: what is let through has a room in the generated file: it is a generator of this file, or one whose
 * header of frames (--emit-header) was read. It is called by its name, which the forms paste into others (forms.h).
 * How large a room is the annotation reading does not know, so no variable of a coroutine has one, as its size would go
 * into the frame. */
#include "base/text.h"
#include "tree.h"
#include <ctype.h>
#include <string.h>

struct declaration_search {
	struct builder *builder;
	const char *name;
	CXCursor found; /* the last one */
};

static enum CXChildVisitResult find_declaration(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct declaration_search *search = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl &&
	    !strcmp(spelling_of(search->builder, cursor), search->name))
		search->found = cursor;
	return CXChildVisit_Continue;
}

struct outermost_search {
	struct builder *builder;
	uint32_t offset, start;
};

static enum CXChildVisitResult find_outermost(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct outermost_search *search = data;
	uint32_t here;
	(void)parent;
	if (!parse_offset(search->builder->parse, clang_getCursorLocation(cursor), &here)) return CXChildVisit_Continue;
	struct span span = span_of(search->builder, cursor);
	if (span.start <= search->offset && search->offset < span.end && span.start < search->start)
		search->start = span.start;
	return CXChildVisit_Continue;
}

/** Where the declaration at file scope begins that has the place in it. */
static uint32_t outermost_start(struct builder *b, uint32_t offset) {
	struct outermost_search search = { b, offset, offset };
	clang_visitChildren(clang_getTranslationUnitCursor(b->parse->unit), find_outermost, &search);
	return search.start;
}

/** The identifier that a piece of text begins with; of length 0: none. */
static struct span first_word(const struct builder *b, struct span span) {
	const char *text = b->source->text;
	struct span word = { span.start, span.start };
	while (word.end < span.end && (isalnum((unsigned char)text[word.end]) || text[word.end] == '_')) word.end++;
	if (isdigit((unsigned char)text[span.start])) word.end = word.start;
	return word;
}

static void refuse(struct builder *b, const char *form, struct span word) {
	static const char *const kinds[] = { "an async function", NULL, "an async generator" };
	const char *name = arena_strndup(b->arena, b->source->text + word.start, word.end - word.start);
	struct declaration_search search = { b, name, clang_getNullCursor() };
	clang_visitChildren(clang_getTranslationUnitCursor(b->parse->unit), find_declaration, &search);
	bool found = !clang_Cursor_isNull(search.found), is_macro = b->unit->is_macro(b->unit, name);
	const struct colour *colour = found && !is_macro ? colour_of_declaration(b, search.found, 1) : NULL;
	bool makes = colour && colour->kind != FUNCTION_ASYNC;
	if (!strcmp(form, "co_new_in") && !is_macro && !makes) return; /* form_check.c tells what it takes */
	const char *message;
	if (is_macro)
		message = format(b->arena, "%s takes a generator by its own name, and '%s' is a macro", form, name);
	else if (!colour)
		message = format(b->arena, "%s takes the name of a generator, and '%s' is none", form, name);
	else if (colour->kind == FUNCTION_GENERATOR)
		message = format(b->arena,
		                 "%s needs the frame of '%s', which is defined in another file: include the header that cogen "
		                 "--emit-header writes of that file, or define it in this one",
		                 form, name);
	else
		message = format(b->arena, "%s takes a generator, and '%s' is %s%s", form, name, kinds[colour->kind],
		                 colour->kind == FUNCTION_ASYNC_GENERATOR ? ", whose object co_new makes" : "");
	struct finding *finding = report_finding(b, DIAG_FORM, word, message);
	if (colour) note_declaration(b, finding, search.found, format(b->arena, "'%s' is declared here", name));
}

static void want_room(struct builder *b, const struct mark *mark, struct span word) {
	const char *name = arena_strndup(b->arena, b->source->text + word.start, word.end - word.start);
	struct function *function = b->unit->is_macro(b->unit, name) ? NULL : find_function(b->unit, name);
	if (function && function->kind == FUNCTION_GENERATOR)
		need_room_at(b->unit, function,
		             mark->span.start < function->definition.end ? outermost_start(b, mark->span.start)
		                                                         : mark->span.start);
	else if (b->unit->is_macro(b->unit, name) ||
	         !find_builtin(b->unit, format(b->arena, "co__%s_room", shared_stem(b->arena, name))))
		refuse(b, mark->macro, word);
}

static bool is_room(const struct mark *mark) {
	return mark->keyword && (!strcmp(mark->macro, "CO_FRAME") || !strcmp(mark->macro, "CO_FRAME_SIZE") ||
	                         !strcmp(mark->macro, "CO_FRAME_ALIGN"));
}

void note_rooms(struct builder *b) {
	if (!b->mentions_rooms && !strstr(b->source->text, "co_new_in")) return;
	/* some may be hidden in macros of the user's */
	for (ptrdiff_t i = 0; i < arrlen(b->unit->functions); i++)
		if (b->unit->functions[i]->kind == FUNCTION_GENERATOR) b->unit->functions[i]->wants_room = true;
	for (ptrdiff_t i = 0; i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		bool places = mark->keyword && !strcmp(mark->macro, "co_new_in") && arrlen(mark->arguments) == 3;
		if (!places && !(is_room(mark) && arrlen(mark->arguments) == 1)) continue;
		struct span argument = mark->arguments[places ? 2 : 0], word = first_word(b, argument);
		if (!places && word.end == argument.end && word.end > word.start)
			want_room(b, mark, word);
		else if (!places)
			report_finding(b, DIAG_FORM, argument, format(b->arena, "%s takes the name of a generator", mark->macro));
		else if (word.end > word.start && b->source->text[skip_blanks(b->source, word.end, argument.end)] == '(')
			want_room(b, mark, word);
	}
}

/** Whether a CO_FRAME is part of it, in this declaration or that of its type. */
static bool holds_room(CXType type, int depth);

struct field_search {
	int depth;
	bool found;
};

static enum CXVisitorResult look_at_field(CXCursor field, CXClientData data) {
	struct field_search *search = data;
	CXString name = clang_getCursorSpelling(field);
	search->found = !strcmp(clang_getCString(name), "co__of") || holds_room(clang_getCursorType(field), search->depth);
	clang_disposeString(name);
	return search->found ? CXVisit_Break : CXVisit_Continue;
}

static bool holds_room(CXType type, int depth) {
	enum { DEEPEST = 16 };
	type = clang_getCanonicalType(type);
	for (CXType element; (element = clang_getArrayElementType(type)).kind != CXType_Invalid;)
		type = clang_getCanonicalType(element);
	if (type.kind != CXType_Record || depth > DEEPEST) return false;
	struct field_search search = { depth + 1, false };
	clang_Type_visitFields(type, look_at_field, &search);
	return search.found;
}

void check_no_room(struct builder *b, CXCursor declaration, struct span statement, CXCursor initializer) {
	if (!b->mentions_rooms) return;
	struct span value = clang_Cursor_isNull(initializer) ? (struct span){ 0, 0 } : span_of(b, initializer);
	uint32_t end = span_of(b, declaration).end;
	const struct mark *room = NULL;
	for (ptrdiff_t i = mark_at_or_after(b, statement.start);
	     i < arrlen(b->parse->marks) && b->parse->marks[i].span.start < end && !room; i++)
		if (is_room(&b->parse->marks[i]) && !span_is_within(b->parse->marks[i].span, value)) room = &b->parse->marks[i];
	if (!room && !holds_room(clang_getCursorType(declaration), 0)) return;
	uint32_t name = name_offset(b, declaration);
	report_finding(
		b, DIAG_UNSUPPORTED,
		room ? room->span : (struct span){ name, name + (uint32_t)strlen(spelling_of(b, declaration)) },
		"memory for the object of a generator in a local variable of a coroutine: loop over it with co_for or "
		"delegate with yield_from, which keep it in the frame; or give memory that is static or allocated");
}
