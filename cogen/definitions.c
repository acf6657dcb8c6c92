/* Pass 2, #define and #undef in the middle of a statement of a coroutine: they move behind it, where the passes behind
 * take it apart.
 *
 *     struct point {                            struct point {
 *         int x[4];
 *     #define first x[0]                →           int x[4];
 *     } p = { { first_of(await f()) } };        } p = { { first_of(await f()) } };
 *                                               #define first x[0]
 *
 * In: the parsed unit and its coroutines. Out: the buffer, in which a directive in the middle of a statement that
 * suspends, declares or returns is behind it. The calls of that macro in the statement have been opened before
 * (macro_candidates.c), so that nothing in there looks at it. One between the elements of an initialiser or of an
 * enumeration stays where it is, as files of constants may be included there that need it; calls beside it are opened,
 * too.
 *
 * The syntax tree tells which statement that is: the outermost one in the innermost block that is no part of an
 * expression. Behind it is between statements, and there all passes leave directives alone.
 *
 * What must hold: behind the statement a name stands for what it did, and so it does inside. Where that is not certain,
 * as another directive in there looks at the name, or the name was a macro before, it is refused. */
#include "base/ds.h"
#include "base/text.h"
#include "macro_table.h"
#include <string.h>

/* ---- the statements ---------------------------------------------------------------------------------------------- */

/* The end of a statement that is none. */
#define IN_HEAD UINT32_MAX

struct search {
	const struct parse *parse;
	struct defined *defined; /* stb_ds, by place */
};

struct level {
	struct search *search;
	struct span statement; /* the outermost one in the block around; its end is 0: there is none, in a block */
	bool in_block;         /* the children are statements of a block */
	bool in_expression;    /* so that no block is one for directives */
	bool in_record, moves;
};

static size_t first_at(const struct defined *defined, uint32_t offset) {
	size_t low = 0, high = arrlenu(defined);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (defined[middle].directive.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_label(enum CXCursorKind kind) {
	return kind == CXCursor_LabelStmt || kind == CXCursor_CaseStmt || kind == CXCursor_DefaultStmt;
}

static bool is_record(enum CXCursorKind kind) { return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl; }

/** Where what ends at `end`, as libclang says, does: with the call of a macro there, and the semicolon. */
static uint32_t end_of_statement(const struct parse *parse, uint32_t end) {
	const struct lex_token *tokens = parse->macros->tokens;
	ptrdiff_t call = macro_invocation_at(parse->macros, end);
	if (call >= 0) end = parse->macros->invocations[call].span.end;
	size_t next = lex_find(tokens, end);
	while (next < arrlenu(tokens) && tokens[next].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) next++;
	return next < arrlenu(tokens) && lex_is(parse->source->text, &tokens[next], ";") ? tokens[next].span.end : end;
}

static enum CXChildVisitResult find_statements(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	const struct level *above = data;
	struct search *search = above->search;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	CXSourceRange extent = clang_getCursorExtent(cursor);
	uint32_t start, end;
	if (!parse_offset(search->parse, clang_getRangeStart(extent), &start) ||
	    !parse_end(search->parse, clang_getRangeEnd(extent), &end))
		return CXChildVisit_Continue;
	bool statement = above->in_block && !is_label(kind);
	if (statement) end = end_of_statement(search->parse, end);
	size_t first = first_at(search->defined, start), behind = first;
	while (behind < arrlenu(search->defined) && search->defined[behind].directive.end <= end) behind++;
	if (first == behind) return CXChildVisit_Continue;
	struct level below = *above;
	below.in_block = false;
	if (statement) {
		below.statement = (struct span){ start, end };
		below.moves = kind == CXCursor_DeclStmt || kind == CXCursor_ReturnStmt;
	}
	if (is_label(kind) && above->in_block) below.in_block = true;
	if (kind == CXCursor_StmtExpr) below.in_expression = true;
	if (kind == CXCursor_CompoundStmt && !above->in_expression) {
		below.in_block = true;
		below.statement = (struct span){ 0, 0 };
	}
	below.in_record = is_record(kind);
	for (size_t i = first; i < behind; i++) {
		search->defined[i].statement = below.statement;
		search->defined[i].in_record |= below.in_record;
		search->defined[i].moves = below.moves;
	}
	clang_visitChildren(cursor, find_statements, &below);
	return CXChildVisit_Continue;
}

/** Whether the next of the marks from `*at` on that is a keyword's begins in the statement. */
static bool suspends(const struct parse *parse, struct span statement, size_t *at) {
	while (*at < arrlenu(parse->marks) &&
	       (!parse->marks[*at].keyword || parse->marks[*at].span.start < statement.start))
		++*at;
	return *at < arrlenu(parse->marks) && parse->marks[*at].span.start < statement.end;
}

static int by_statement(const void *left, const void *right) {
	const struct defined *a = left, *b = right;
	if (a->statement.start != b->statement.start) return a->statement.start < b->statement.start ? -1 : 1;
	return a->directive.start < b->directive.start ? -1 : a->directive.start > b->directive.start;
}

static bool is_same(const struct parse *parse, struct span left, struct span right) {
	const char *text = parse->source->text;
	return left.end - left.start == right.end - right.start &&
	       !memcmp(text + left.start, text + right.start, left.end - left.start);
}

/** Where one of a name moves, all of that name in the statement do, in their order. */
static void move_with_others(const struct parse *parse, struct defined *defined) {
	for (size_t first = 0, behind; first < arrlenu(defined); first = behind) {
		bool stays = false;
		for (behind = first; behind < arrlenu(defined); behind++) {
			if (defined[behind].statement.start != defined[first].statement.start) break;
			stays |= defined[behind].stays;
		}
		for (size_t i = first; stays && i < behind; i++)
			for (size_t k = first; k < behind && !defined[i].stays; k++)
				if (is_same(parse, defined[i].name, defined[k].name)) defined[k].stays = false;
	}
}

struct defined *definitions_find(struct parse *parse, const struct coroutine *coroutines) {
	struct search search = { parse, directives_define(parse, coroutines) };
	size_t count = arrlenu(search.defined), kept = 0, mark = 0;
	for (size_t i = 0; i < count; i++) {
		size_t at = search.defined[i].coroutine;
		/* as for a head; the body is a block, and knows better */
		struct level level = { .search = &search, .statement = { coroutines[at].span.start, IN_HEAD } };
		search.defined[i].statement = level.statement;
		if (i + 1 == count || search.defined[i + 1].coroutine != at)
			clang_visitChildren(coroutines[at].function, find_statements, &level);
	}
	if (count) qsort(search.defined, count, sizeof *search.defined, by_statement);
	for (size_t i = 0; i < count; i++) {
		struct defined *defined = &search.defined[i];
		if (!defined->statement.end) continue; /* between statements */
		bool taken_apart = suspends(parse, defined->statement, &mark);
		defined->stays = defined->stays && !defined->in_record;
		if (taken_apart || defined->in_record || (defined->moves && !defined->stays)) search.defined[kept++] = *defined;
	}
	arrsetlen(search.defined, kept);
	move_with_others(parse, search.defined);
	return search.defined;
}

/* ---- moving ------------------------------------------------------------------------------------------------------ */

struct moving {
	struct parse *parse;
	const struct defined *moved; /* stb_ds, by place */
	struct diags *diags;
	bool fine;
};

static bool is_same_name(const struct moving *m, const struct lex_token *token, struct span name) {
	const char *text = m->parse->source->text;
	size_t length = name.end - name.start;
	if (token->kind == LEX_STRING) /* push_macro("name") */
		return token->span.end - token->span.start == length + 2 &&
		       !memcmp(text + token->span.start + 1, text + name.start, length);
	return token->kind == LEX_IDENTIFIER && token->span.end - token->span.start == length &&
	       !memcmp(text + token->span.start, text + name.start, length);
}

/** Whether one of that name may have been there in front of the statement. */
static bool was_there(const struct moving *m, const struct defined *defined) {
	struct macro_table *table = m->parse->macros;
	struct text name;
	text_init(&name);
	text_add(&name, m->parse->source->text + defined->name.start, defined->name.end - defined->name.start);
	ptrdiff_t at = shgeti(table->names, name.data);
	text_release(&name);
	for (int i = at < 0 ? -1 : table->names[at].value; i >= 0; i = table->definitions[i].previous)
		if (table->definitions[i].main_offset < defined->statement.start) return true;
	return false;
}

/** Whether the directive moves, too, so that it comes behind. */
static bool is_moved(const struct moving *m, uint32_t directive) {
	size_t at = first_at(m->moved, directive);
	return at < arrlenu(m->moved) && m->moved[at].directive.start == directive;
}

/** A place in the statement where the name is looked at, behind the directive and before the next one that moves and
 * says something else of it; NULL. */
static const struct lex_token *find_look(const struct moving *m, const struct defined *defined) {
	const struct lex_token *tokens = m->parse->macros->tokens;
	bool before = was_there(m, defined), moved = false;
	for (size_t i = lex_find(tokens, defined->directive.end);
	     i < arrlenu(tokens) && tokens[i].span.start < defined->statement.end; i++) {
		if (tokens[i].flags & LEX_INACTIVE) continue;
		if (tokens[i].flags & LEX_DIRECTIVE && tokens[i].flags & LEX_FIRST) {
			moved = is_moved(m, tokens[i].span.start);
			if (!moved && i + 1 < arrlenu(tokens) && lex_is(m->parse->source->text, &tokens[i + 1], "include"))
				return &tokens[i]; /* who knows what it looks at */
		}
		if (!is_same_name(m, &tokens[i], defined->name)) continue;
		bool in_directive = tokens[i].flags & LEX_DIRECTIVE;
		if (in_directive ? !moved : before) return &tokens[i];
		if (in_directive && tokens[i - 2].flags & LEX_FIRST) return NULL; /* `#define NAME` */
	}
	return NULL;
}

static void check_move(struct moving *m, const struct defined *defined) {
	bool in_head = defined->statement.end == IN_HEAD;
	const struct lex_token *look = in_head ? NULL : find_look(m, defined);
	if (!in_head && !look) return;
	m->fine = false;
	diag_report(m->diags, DIAG_UNSUPPORTED, defined->name,
	            in_head ? "a macro defined, or undefined, in the head of a coroutine: do so in front of it"
	                    : "a macro defined, or undefined, in the middle of a statement that is taken apart: do so in "
	                      "front of it");
	if (look) diag_note(m->diags, look->span, "the name is looked at here, in the same statement");
}

/** The directives of one statement, as lines of their own behind it. */
static void move(const struct moving *m, const struct defined *first, size_t count, struct source_change **changes) {
	struct text lines;
	text_init(&lines);
	text_putc(&lines, '\n');
	for (size_t i = 0; i < count; i++) {
		struct span span = first[i].directive;
		text_add(&lines, m->parse->source->text + span.start, span.end - span.start);
		text_putc(&lines, '\n');
		arrput(*changes, ((struct source_change){ span, "", 0, false }));
	}
	struct span behind = { first->statement.end, first->statement.end };
	size_t length = lines.length;
	arrput(*changes, ((struct source_change){ behind, text_steal(&lines), length, true }));
}

static int by_place(const void *left, const void *right) {
	const struct defined *a = left, *b = right;
	return a->directive.start < b->directive.start ? -1 : a->directive.start > b->directive.start;
}

static int from_behind(const void *left, const void *right) {
	const struct source_change *a = left, *b = right;
	return a->now.start < b->now.start ? 1 : a->now.start > b->now.start ? -1 : 0;
}

/** `defined`, by statements, goes. */
static void move_all(const struct moving *m, const struct defined *defined) {
	struct source_change *changes = NULL;
	for (size_t first = 0, behind; first < arrlenu(defined); first = behind) {
		behind = first + 1;
		while (behind < arrlenu(defined) && defined[behind].statement.start == defined[first].statement.start) behind++;
		move(m, &defined[first], behind - first, &changes);
	}
	qsort(changes, arrlenu(changes), sizeof *changes, from_behind);
	source_change(m->parse->source, changes, arrlenu(changes));
	for (size_t i = 0; i < arrlenu(changes); i++)
		if (changes[i].inserts) free((char *)changes[i].text);
	arrfree(changes);
}

bool definitions_move(struct parse *parse, const struct coroutine *coroutines, bool *changed, struct diags *diags) {
	struct defined *defined = definitions_find(parse, coroutines), *moved = NULL;
	size_t kept = 0;
	for (size_t i = 0; i < arrlenu(defined); i++)
		if (!defined[i].stays) defined[kept++] = defined[i];
	arrsetlen(defined, kept);
	for (size_t i = 0; i < kept; i++) arrput(moved, defined[i]);
	if (kept) qsort(moved, kept, sizeof *moved, by_place);
	struct moving m = { parse, moved, diags, true };
	for (size_t i = 0; i < kept; i++) check_move(&m, &moved[i]);
	*changed = m.fine && kept;
	if (*changed) move_all(&m, defined);
	arrfree(moved);
	arrfree(defined);
	return m.fine;
}
