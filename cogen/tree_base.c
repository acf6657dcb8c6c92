/* Pass 3, what all of it stands on: places of cursors in the text, the marks of macro invocations, new nodes.
 *
 * In: cursors of the parsed unit. Out: spans in the buffer; which mark a place belongs to; nodes that are linked to
 * their parents. What must hold: a span is looked up through the marks wherever libclang lets an extent end too
 * early. */
#include "base/text.h"
#include "macro_table.h"
#include "tree.h"
#include "type.h"
#include <ctype.h>
#include <string.h>

/** The one that begins at `offset`. */
static const struct mark *closed_at(const struct builder *b, uint32_t offset) {
	for (ptrdiff_t i = mark_at_or_after(b, offset); i < arrlen(b->parse->marks); i++) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->span.start != offset) return NULL;
		if (!mark->keyword) return mark;
	}
	return NULL;
}

static uint32_t end_of_nested(const struct builder *b, uint32_t end);
static const struct mark *cut_at(const struct builder *b, uint32_t offset);
static const struct mark *closed_at(const struct builder *b, uint32_t offset);

struct cursors {
	CXCursor *list; /* stb_ds */
};

static enum CXChildVisitResult collect(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct cursors *cursors = data;
	arrput(cursors->list, cursor);
	return CXChildVisit_Continue;
}

CXCursor *children_of(CXCursor cursor) {
	struct cursors cursors = { NULL };
	clang_visitChildren(cursor, collect, &cursors);
	return cursors.list;
}

/** Whether a range ends in a macro whose body is a call, `ID(x)`, with its argument: libclang has the place where the
 * macro begins for the end. */
static bool ends_in_argument(const struct builder *b, CXSourceRange range, struct span span) {
	CXFile written;
	unsigned offset;
	if (span.start == span.end || source_before_blanks(b->source, span.end, span.start) != span.end) return true;
	clang_getSpellingLocation(clang_getRangeEnd(range), &written, NULL, NULL, &offset);
	return offset != span.end || !clang_File_isEqual(written, b->parse->file);
}

/** `FIRST(x) + 1`, where FIRST begins with its argument, begins for libclang at x. */
static struct span span_of_range(const struct builder *b, CXSourceRange range) {
	struct span span = { 0, 0 };
	parse_offset(b->parse, clang_getRangeStart(range), &span.start);
	if (!parse_end(b->parse, clang_getRangeEnd(range), &span.end) || span.end < span.start) span.end = span.start;
	const struct mark *called = closed_at(b, span.end);
	if (called && ends_in_argument(b, range, span)) span.end = called->span.end;
	const struct mark *first = cut_at(b, span.start), *last = cut_at(b, span.end);
	if (first != last) {
		if (first && first->span.end <= span.end) span.start = first->span.start;
		if (last && last->span.start >= span.start) span.end = last->span.end;
	}
	return span;
}

struct span span_of(struct builder *b, CXCursor cursor) {
	CXSourceRange range = clang_getCursorExtent(cursor);
	/* an implicit conversion has the extent of what it converts, and is asked right before it */
	if (!clang_equalRanges(range, b->last_range)) {
		b->last_span = span_of_range(b, range);
		b->last_range = range;
	}
	struct span span = b->last_span;
	if (b->inside && b->inside->keyword) span.end = end_of_nested(b, span.end);
	return span;
}

bool is_part_of_closed(const struct builder *b, CXCursor cursor) {
	CXSourceRange range = clang_getCursorExtent(cursor);
	struct span span = { 0, 0 };
	parse_offset(b->parse, clang_getRangeStart(range), &span.start);
	bool found = parse_end(b->parse, clang_getRangeEnd(range), &span.end);
	return (!found || span.end <= span.start) && closed_at(b, span.start);
}

const char *spelling_of(struct builder *b, CXCursor cursor) {
	CXString string = clang_getCursorSpelling(cursor);
	const char *copy = arena_strdup(b->arena, clang_getCString(string));
	clang_disposeString(string);
	return copy;
}

bool span_is_within(struct span inner, struct span outer) {
	return inner.start >= outer.start && inner.end <= outer.end;
}

/** Index of the first mark that starts at or behind `offset`. */
ptrdiff_t mark_at_or_after(const struct builder *b, uint32_t offset) {
	const struct mark *marks = b->parse->marks;
	ptrdiff_t count = arrlen(marks);
	if (!b->last_mark) return marks_from(marks, offset);
	for (ptrdiff_t i = *b->last_mark, behind = i + 2; i <= count && i < behind; i++)
		if ((i == 0 || marks[i - 1].span.start < offset) && (i == count || marks[i].span.start >= offset))
			return *b->last_mark = i;
	return *b->last_mark = marks_from(marks, offset);
}

/** The keyword without its co_ twin's prefix, for the short ones; NULL when the mark is none of `names`. */
bool mark_is(const struct mark *mark, const char *name) {
	if (!mark->keyword) return false;
	if (!strcmp(mark->macro, name)) return true;
	return !strncmp(mark->macro, "co_", 3) && !strcmp(mark->macro + 3, name);
}

const struct mark *keyword_at(const struct builder *b, uint32_t offset) {
	ptrdiff_t i = mark_at_or_after(b, offset);
	if (i < arrlen(b->parse->marks) && b->parse->marks[i].span.start == offset && b->parse->marks[i].keyword)
		return &b->parse->marks[i];
	return NULL;
}

bool is_operator(const struct mark *mark) {
	return mark_is(mark, "await") || mark_is(mark, "yield") || mark_is(mark, "yield_from");
}

const struct mark *operator_at(const struct builder *b, uint32_t offset) {
	const struct mark *mark = keyword_at(b, offset);
	return mark && is_operator(mark) ? mark : NULL;
}

bool is_behind_operator(const struct builder *b, uint32_t offset) {
	for (ptrdiff_t i = mark_at_or_after(b, offset) - 1; i >= 0; i--) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->span.end > offset) continue;
		return is_operator(mark) && skip_blanks(b->source, mark->span.end, offset) == offset;
	}
	return false;
}

bool is_operand(const struct builder *b, uint32_t offset) {
	const struct lex_token *tokens = b->parse->macros->tokens;
	size_t i = lex_find(tokens, offset);
	while (i > 0 && lex_is(b->source->text, &tokens[i - 1], "(") && !is_behind_operator(b, offset))
		offset = tokens[--i].span.start;
	return is_behind_operator(b, offset);
}

void claim(struct builder *b, const struct mark *mark) { b->claimed[mark - b->parse->marks] = true; }

/** The innermost invocation that wholly covers `span`; operators and blocks never do. Marks nest only through keywords'
 * arguments, so a short walk back finds it. */
const struct mark *covering(const struct builder *b, struct span span) {
	ptrdiff_t i = mark_at_or_after(b, span.start + 1) - 1;
	for (int steps = 0; i >= 0 && steps < 64; i--, steps++) {
		const struct mark *mark = &b->parse->marks[i];
		if (mark->reach < span.end) return NULL;
		if (span_is_within(span, mark->span) && span.end > span.start && !is_operator(mark)) return mark;
	}
	return NULL;
}

/** The invocation of a macro that stays as it is which has `offset` in it, not at its edge. Such do not nest. */
static const struct mark *cut_at(const struct builder *b, uint32_t offset) {
	ptrdiff_t i = mark_at_or_after(b, offset) - 1;
	if (i < 0 || b->parse->marks[i].closed < 0) return NULL;
	const struct mark *mark = &b->parse->marks[b->parse->marks[i].closed];
	return mark->span.end > offset ? mark : NULL;
}

static uint32_t end_of_nested(const struct builder *b, uint32_t end) {
	ptrdiff_t i = mark_at_or_after(b, end);
	if (i == arrlen(b->parse->marks)) return end;
	const struct mark *mark = &b->parse->marks[i];
	bool nested = mark->span.start == end && span_is_within(mark->span, b->inside->span) && mark != b->inside &&
	              !is_operator(mark);
	return nested ? mark->span.end : end;
}

/** Whether the text here is a macro's that stays as it is; the arguments of a keyword are the function's own text. */
bool in_closed(const struct builder *b) { return b->inside && !b->inside->keyword; }

struct node *new_node(struct builder *b, enum node_kind kind, struct span span) {
	struct node *node = ARENA_NEW(b->arena, struct node);
	node->kind = kind;
	node->span = span;
	node->variable = -1;
	node->temp = -1;
	node->old = -1;
	node->child = -1;
	node->break_block = node->continue_block = node->dispatch_block = -1;
	node->semicolon = span.end;
	node->id = b->next_id++;
	node->is_statement = kind < NODE_TEXT;
	arrput(b->unit->nodes, node);
	return node;
}

void adopt(struct node *parent, struct node *child) {
	if (!child) return;
	child->parent = parent;
	arrput(parent->children, child);
}

uint32_t name_offset(const struct builder *b, CXCursor declaration) {
	uint32_t offset = UINT32_MAX;
	if (!parse_offset(b->parse, clang_getCursorLocation(declaration), &offset)) return UINT32_MAX;
	return offset;
}

/** The innermost variable of that name around a place. -1: there is none. */
static int named_around(const struct builder *b, const char *name, uint32_t at) {
	const struct function *function = b->function;
	int found = -1;
	for (ptrdiff_t i = 0; i < arrlen(function->variables); i++) {
		const struct variable *variable = &function->variables[i];
		const struct node *scope = variable->scope;
		if (variable->is_temporary || strcmp(variable->name, name) != 0 || variable->name_at > at) continue;
		bool open =
			scope && scope->kind == NODE_CO_CATCH && !scope->body; /* it is being built, and has no end so far */
		bool around = variable->is_parameter || (scope && at >= scope->span.start && (open || at < scope->span.end));
		if (around && (found < 0 || variable->name_at > function->variables[found].name_at)) found = (int)i;
	}
	return found;
}

/** As clang reads a co_try, the variable of a co_catch is known in the parts behind it, too; in the language it has
 * ended there, and its name is that of a variable around. */
static int variable_behind_catch(struct builder *b, CXCursor reference, int variable, uint32_t at) {
	const char *name = b->function->variables[variable].name;
	int around = named_around(b, name, at);
	if (around >= 0 &&
	    !strcmp(b->function->variables[around].type->canonical, b->function->variables[variable].type->canonical))
		return around;
	struct span span = span_of(b, reference);
	if (span.end <= span.start) span.end = span.start + 1;
	report_finding(b, DIAG_KEPT_POINTER, span,
	               format(b->arena,
	                      "'%s' is the error of a co_catch, which has ended here: give one of the two another name",
	                      name));
	return variable;
}

int variable_of(struct builder *b, CXCursor reference) {
	CXCursor declaration = clang_getCursorReferenced(reference);
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	if (kind != CXCursor_VarDecl && kind != CXCursor_ParmDecl) return -1;
	uint32_t key = name_offset(b, declaration);
	if (key == UINT32_MAX) return -1;
	ptrdiff_t i = hmgeti(b->declared, key);
	if (i < 0) return -1;
	int variable = b->declared[i].value;
	const struct node *scope = b->function->variables[variable].scope;
	uint32_t at;
	if (scope && scope->kind == NODE_CO_CATCH && scope->body && key < scope->body->span.start &&
	    parse_offset(b->parse, clang_getCursorLocation(reference), &at) && at >= scope->span.end)
		return variable_behind_catch(b, reference, variable, at);
	return variable;
}

struct elsewhere elsewhere_of(struct builder *b, CXCursor cursor) {
	struct elsewhere place = { .path = "?" };
	CXFile file;
	clang_getFileLocation(clang_getCursorLocation(cursor), &file, &place.line, &place.column, NULL);
	if (!file) return place;
	CXString name = clang_getFileName(file);
	if (clang_getCString(name)) place.path = arena_strdup(b->arena, clang_getCString(name));
	clang_disposeString(name);
	char *line = parse_line(b->parse->unit, file, place.line);
	if (line) place.text = arena_strdup(b->arena, line);
	free(line);
	return place;
}

struct finding *report_finding(struct builder *b, enum diag_id id, struct span span, const char *message) {
	struct finding finding = { .id = id, .span = span, .message = message };
	arrput(b->unit->findings, finding);
	return &arrlast(b->unit->findings);
}

void note_declaration(struct builder *b, struct finding *finding, CXCursor declaration, const char *message) {
	uint32_t offset = name_offset(b, declaration);
	finding->note = message;
	if (offset == UINT32_MAX)
		finding->note_file = elsewhere_of(b, declaration);
	else
		finding->note_span = (struct span){ offset, offset + (uint32_t)strlen(spelling_of(b, declaration)) };
}

/** Whether the text came from a macro that was opened. */
bool is_expansion(const struct builder *b, struct span span) {
	const struct source *source = b->source;
	size_t i = source_edit_behind(source, span.start ? span.start - 1 : 0);
	for (; i < arrlenu(source->edits) && source->edits[i].now.start <= span.start; i++)
		if (span_is_within(span, source->edits[i].now)) return true;
	return false;
}

void propagate(struct node *node) {
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (node->children[i]->suspends) node->suspends = true;
}

void find_arguments(struct node *node, const struct mark *mark, struct node **found) {
	for (ptrdiff_t i = 0; i < arrlen(mark->arguments); i++) {
		if (!found[i] && !node->is_statement && span_is_within(node->span, mark->arguments[i])) {
			found[i] = node;
			return;
		}
		if (found[i] == node) return;
	}
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) find_arguments(node->children[i], mark, found);
}

/** The first node below, in text order, that lies within `span`. */
struct node *node_within(struct node *node, struct span span) {
	if (!node) return NULL;
	if (!node->is_statement && span_is_within(node->span, span)) return node;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++) {
		struct node *found = node_within(node->children[i], span);
		if (found) return found;
	}
	return NULL;
}
