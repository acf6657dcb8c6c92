/* Pass 4½, types declared inside a coroutine: structs and unions move in front of it, so that the frame can name them.
 *
 * In: the tree; libclang's cursors for the declarations. Out: in front of each coroutine that has a variable of such a
 * type, every record that is declared in it, with a tag of its own (`struct point` in `draw` becomes `struct
 * co__draw_point_local`), and in the places where they were declared or named, that tag.
 *
 * The definition is printed from what libclang made of it, not copied: sizes of arrays and widths of bit-fields are
 * numbers, local typedefs are what they stand for. Enumerations stay where they are, as their enumerators are names
 * like others; members have the integer type that is compatible with them. One that is defined inside a record is kept
 * in the record's place.
 *
 * What must hold: a tag is resolved as C does it, by blocks; a record inside a macro that stays closed stays there.
 * The layout is the same: where a pragma of the coroutine's may change it, clang is asked which `#pragma pack` gives
 * that. */
#include "base/text.h"
#include "lex.h"
#include "macro_table.h"
#include "pragmas.h"
#include "rewrite.h"
#include "tree.h"
#include "type.h"
#include <string.h>

struct record {
	CXCursor declaration; /* canonical */
	CXType type;
	const char *tag, *name; /* as written (NULL: none), and the new one */
	struct span scope;
	uint32_t declared; /* from here on the tag means it */
	bool defined, printed;
};

/** A definition, or a declaration alone, in the text. */
struct spot {
	struct span span;
	bool alone;         /* nothing is declared with it */
	uint32_t statement; /* where the declaration in a block starts that it is in; UINT32_MAX: it is in none */
	bool definition;
	int record;
};

/** A variable of the function's that a record may name, by where its name is declared. */
struct named {
	uint32_t key;
	struct {
		uint32_t declaration; /* where that begins */
		bool elsewhere;       /* it is named outside of records, too */
	} value;
};

struct hoisting {
	struct unit *unit;
	struct parse *parse;
	struct function *function;
	struct builder builder; /* for span_of and the like */
	struct record *records; /* stb_ds */
	struct spot *places;    /* stb_ds */
	struct span *enums;     /* stb_ds: definitions inside of records */
	struct named *named;    /* stb_ds map */
	struct tag *tags;       /* stb_ds: for type.c */
	struct span scope;
	bool alone, in_record;
	uint32_t statement;
	int unnamed;        /* the number of the last record without a tag */
	bool names_of_ours; /* names such as a record gets stand in the text, or may */
};

static bool is_record(enum CXCursorKind kind) { return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl; }

static bool is_closed(const struct hoisting *h, struct span span) {
	const struct mark *mark = covering(&h->builder, span);
	return mark && !mark->keyword;
}

static bool is_name_taken(const struct hoisting *h, const char *name) {
	for (ptrdiff_t i = 0; i < arrlen(h->records); i++)
		if (!strcmp(h->records[i].name, name)) return true;
	return h->names_of_ours && strstr(h->unit->source->text, name) != NULL;
}

/** Where a record is declared first, which may be amid an expression, as in `(struct session *)p`. */
static uint32_t first_mention(const struct hoisting *h, CXCursor canonical, uint32_t at) {
	uint32_t first;
	bool here = parse_offset(h->parse, clang_getCursorLocation(canonical), &first);
	return here && first < at && first >= h->function->definition.start ? first : at;
}

static int record_of(struct hoisting *h, CXCursor cursor, struct span span) {
	CXCursor canonical = clang_getCanonicalCursor(cursor);
	for (ptrdiff_t i = 0; i < arrlen(h->records); i++)
		if (clang_equalCursors(h->records[i].declaration, canonical)) return (int)i;
	struct record record = { .declaration = canonical,
		                     .type = clang_getCursorType(cursor),
		                     .scope = h->scope,
		                     .declared = first_mention(h, canonical, span.start) };
	if (!clang_Cursor_isAnonymous(cursor)) record.tag = spelling_of(&h->builder, cursor);
	const char *stem = format(h->unit->arena, "co__%s_%s", h->function->name, record.tag ? record.tag : "unnamed");
	record.name = format(h->unit->arena, "%s_local", stem);
	for (int i = record.tag ? 1 : h->unnamed; is_name_taken(h, record.name);) {
		record.name = format(h->unit->arena, "%s_local_%d", stem, ++i);
		if (!record.tag) h->unnamed = i;
	}
	record.defined = !clang_Cursor_isNull(clang_getCursorDefinition(cursor));
	arrput(h->records, record);
	struct tag tag = { canonical, record.name };
	arrput(h->tags, tag);
	return (int)arrlen(h->records) - 1;
}

/** Whether a record is what the annotation reading makes of a generator's types, which nobody declared. */
static bool is_of_keyword(const struct hoisting *h, struct span span) {
	const struct mark *mark = keyword_at(&h->builder, span.start);
	return mark && (mark_is(mark, "generator") || mark_is(mark, "async_generator"));
}

static void note_named(struct hoisting *h, CXCursor declaration) {
	enum CXCursorKind kind = clang_getCursorKind(declaration);
	uint32_t name;
	if (kind != CXCursor_ParmDecl && kind != CXCursor_VarDecl) return;
	if (clang_getCursorKind(clang_getCursorSemanticParent(declaration)) != CXCursor_FunctionDecl ||
	    !parse_offset(h->parse, clang_getCursorLocation(declaration), &name))
		return;
	ptrdiff_t known = hmgeti(h->named, name);
	if (known >= 0) {
		h->named[known].value.elsewhere |= !h->in_record;
		return;
	}
	struct span declared = span_of(&h->builder, declaration);
	struct named named = { name, { declared.start, !h->in_record || is_closed(h, declared) } };
	hmputs(h->named, named);
}

/** The innermost block around a place. */
static struct span block_around(const struct node *node, uint32_t at, struct span found) {
	if (node->kind == NODE_COMPOUND && at >= node->span.start && at < node->span.end) found = node->span;
	for (ptrdiff_t i = 0; i < arrlen(node->children); i++)
		if (at >= node->children[i]->span.start && at < node->children[i]->span.end)
			found = block_around(node->children[i], at, found);
	return found;
}

/** The record that a variable leads to, where only an expression mentions it before: no cursor is its declaration. */
static void note_mentioned(struct hoisting *h, CXCursor variable) {
	CXType type = clang_getCanonicalType(clang_getCursorType(variable));
	for (CXType inner = type; inner.kind != CXType_Invalid;) {
		type = clang_getCanonicalType(inner);
		inner = type.kind == CXType_Pointer ? clang_getPointeeType(type) : clang_getArrayElementType(type);
	}
	CXCursor declaration = clang_getCanonicalCursor(clang_getTypeDeclaration(type));
	uint32_t at;
	struct span body = h->function->body->span;
	if (!is_record(clang_getCursorKind(declaration)) ||
	    !parse_offset(h->parse, clang_getCursorLocation(declaration), &at) || at < body.start || at >= body.end ||
	    is_closed(h, (struct span){ at, at + 1 }))
		return;
	struct span scope = h->scope;
	h->scope = block_around(h->function->body, at, body);
	record_of(h, declaration, (struct span){ at, at });
	h->scope = scope;
}

static enum CXChildVisitResult find_records(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct hoisting *h = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	struct span span = span_of(&h->builder, cursor), scope = h->scope;
	if (is_record(kind) && is_of_keyword(h, span)) return CXChildVisit_Continue;
	bool alone = h->alone, in_record = h->in_record;
	uint32_t statement = h->statement;
	if (kind == CXCursor_CompoundStmt || kind == CXCursor_ForStmt || kind == CXCursor_IfStmt ||
	    kind == CXCursor_WhileStmt || kind == CXCursor_SwitchStmt || kind == CXCursor_DoStmt)
		h->scope = span;
	if (kind == CXCursor_DeclStmt) {
		CXCursor *children = children_of(cursor);
		h->alone = arrlen(children) == 1;
		h->statement = clang_getCursorKind(parent) == CXCursor_CompoundStmt ? span.start : UINT32_MAX;
		arrfree(children);
	}
	if (clang_isExpression(kind) || (clang_isDeclaration(kind) && !is_record(kind))) h->alone = false;
	if (kind == CXCursor_VarDecl) note_mentioned(h, cursor);
	if (is_record(kind) && !is_closed(h, span)) {
		bool seen = false;
		for (ptrdiff_t i = 0; i < arrlen(h->places); i++)
			if (h->places[i].span.start == span.start) seen = true;
		if (!clang_Cursor_isAnonymousRecordDecl(cursor) && !seen) {
			bool definition = clang_isCursorDefinition(cursor);
			struct spot place = { span, h->alone && !h->in_record, h->statement, definition,
				                  record_of(h, cursor, span) };
			if (definition || place.alone) arrput(h->places, place);
		}
		h->in_record = true;
	}
	if (kind == CXCursor_EnumDecl && h->in_record && clang_isCursorDefinition(cursor)) {
		bool seen = false;
		for (ptrdiff_t i = 0; i < arrlen(h->enums); i++)
			if (h->enums[i].start == span.start) seen = true;
		if (!seen) arrput(h->enums, span);
	}
	if (kind == CXCursor_DeclRefExpr) note_named(h, clang_getCursorReferenced(cursor));
	clang_visitChildren(cursor, find_records, h);
	h->scope = scope;
	h->alone = alone;
	h->statement = statement;
	h->in_record = in_record;
	return CXChildVisit_Continue;
}

/* ---- printing ---------------------------------------------------------------------------------------------------- */

struct printing {
	struct hoisting *h;
	struct text *out;
	long long align; /* of the record, bytes */
	bool failed;
	bool underaligned; /* …as a typedef of a member's asks for less than its type has */
};

static void print_attributes(struct printing *p, CXCursor declaration, bool member) {
	static const char *const kept[] = { "may_alias", "transparent_union", "ms_struct", "gcc_struct" };
	CXCursor *children = children_of(declaration);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind == CXCursor_PackedAttr) text_puts(p->out, " __attribute__((__packed__))");
		if (kind == CXCursor_AlignedAttr) {
			/* a member's own alignment shows in where it lies */
			long long align = p->align;
			long long offset = member ? clang_Cursor_getOffsetOfField(declaration) / 8 : 0;
			while (align > 1 && offset % align) align /= 2;
			text_printf(p->out, " __attribute__((__aligned__(%lld)))", align);
		}
		if (kind != CXCursor_UnexposedAttr) continue;
		struct span span = span_of(&p->h->builder, children[i]);
		for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
			for (uint32_t at = span.start; at + strlen(kept[k]) <= span.end; at++)
				if (!strncmp(p->h->unit->source->text + at, kept[k], strlen(kept[k])))
					text_printf(p->out, " __attribute__((__%s__))", kept[k]);
	}
	arrfree(children);
}

static enum CXVisitorResult print_member(CXCursor field, CXClientData data) {
	struct printing *p = data;
	CXType type = clang_getCursorType(field);
	CXCursor declaration = clang_getTypeDeclaration(clang_getCanonicalType(type));
	const char *name = spelling_of(&p->h->builder, field);
	if (clang_Cursor_isAnonymousRecordDecl(declaration)) {
		struct printing inner = *p;
		inner.align = clang_Type_getAlignOf(type);
		text_puts(p->out, clang_getCursorKind(declaration) == CXCursor_UnionDecl ? " union {" : " struct {");
		clang_Type_visitFields(clang_getCanonicalType(type), print_member, &inner);
		text_puts(p->out, " }");
		print_attributes(&inner, declaration, false);
		text_puts(p->out, ";");
		p->failed |= inner.failed;
		p->underaligned |= inner.underaligned;
		return CXVisit_Continue;
	}
	const char *declared = type_of_field(&p->h->builder, field, name, p->h->tags);
	p->underaligned |= type_is_underaligned(type, true);
	if (!declared || p->underaligned) {
		p->failed = true;
		return CXVisit_Break;
	}
	text_printf(p->out, " %s", declared);
	if (clang_Cursor_isBitField(field)) text_printf(p->out, ": %d", clang_getFieldDeclBitWidth(field));
	print_attributes(p, field, true);
	uint64_t align = type_lost_alignment(type);
	if (align && (uint64_t)p->align >= align && (uint64_t)clang_Cursor_getOffsetOfField(field) / 8 % align == 0)
		text_printf(p->out, " __attribute__((__aligned__(%llu)))", (unsigned long long)align);
	text_puts(p->out, ";");
	return CXVisit_Continue;
}

static const char *keyword_of(const struct record *record) {
	return clang_getCursorKind(record->declaration) == CXCursor_UnionDecl ? "union" : "struct";
}

enum outcome { PRINTED, NAMES_LOCAL, UNDERALIGNED };

static enum outcome print_record(struct hoisting *h, struct text *out, const struct record *record, const char *name) {
	struct printing printing = { .h = h, .out = out, .align = clang_Type_getAlignOf(record->type) };
	text_printf(out, "%s %s {", keyword_of(record), name);
	clang_Type_visitFields(record->type, print_member, &printing);
	text_puts(out, " }");
	print_attributes(&printing, clang_getCursorDefinition(record->declaration), false);
	text_puts(out, "; ");
	return printing.underaligned ? UNDERALIGNED : printing.failed ? NAMES_LOCAL : PRINTED;
}

/* ---- packing ----------------------------------------------------------------------------------------------------- */

/** What may be in force where a record is declared: what is in front of the coroutine, nothing, some pack(n). */
static const char *const packs[] = { NULL, "", "1", "2", "4", "8", "16" };
enum { PACKS = sizeof packs / sizeof *packs };

static void print_packed(struct hoisting *h, struct text *out, const struct record *record, const char *name,
                         const char *pack) {
	if (pack) text_printf(out, "_Pragma(\"pack(push)\") _Pragma(\"pack(%s)\") ", pack);
	print_record(h, out, record, name);
	if (pack) text_puts(out, "_Pragma(\"pack(pop)\") ");
}

static enum CXVisitorResult note_place(CXCursor field, CXClientData data) {
	long long **layout = data;
	CXType type = clang_getCanonicalType(clang_getCursorType(field));
	arrput(*layout, clang_Cursor_getOffsetOfField(field));
	if (clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(type))) {
		arrput(*layout, clang_Type_getSizeOf(type));
		clang_Type_visitFields(type, note_place, data);
	}
	return CXVisit_Continue;
}

/** Size, alignment, and where its members lie. The caller frees it. */
static long long *layout_of(CXType record) {
	long long *layout = NULL;
	arrput(layout, clang_Type_getSizeOf(record));
	arrput(layout, clang_Type_getAlignOf(record));
	clang_Type_visitFields(record, note_place, &layout);
	return layout;
}

static void refuse(struct diags *diags, struct span place, const char *what) {
	diag_report(diags, DIAG_UNSUPPORTED, place, "%s", what);
	diag_note(diags, place, "declare it at file scope");
}

/** A record whose packing is asked for, together with others: each question reads the text in front anew. */
struct trial {
	int record; /* index in h->records */
	struct span place;
	long long *wanted; /* stb_ds */
	int found;         /* index in `packs`; -1 */
};
enum { MOST_TRIALS = 200 };

static const char probe[] = "co__probe_";

static enum CXChildVisitResult compare_layout(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct trial *trials = data;
	(void)parent;
	if (!is_record(clang_getCursorKind(cursor)) || !clang_isCursorDefinition(cursor)) return CXChildVisit_Continue;
	CXString spelling = clang_getCursorSpelling(cursor);
	const char *name = clang_getCString(spelling);
	if (!strncmp(name, probe, sizeof probe - 1)) {
		char *behind;
		struct trial *trial = &trials[strtoul(name + sizeof probe - 1, &behind, 10)];
		long long *layout = layout_of(clang_getCursorType(cursor));
		if (trial->found < 0 && arrlen(layout) == arrlen(trial->wanted) &&
		    !memcmp(layout, trial->wanted, arrlenu(layout) * sizeof *layout))
			trial->found = atoi(behind + 1);
		arrfree(layout);
	}
	clang_disposeString(spelling);
	return CXChildVisit_Continue;
}

/** Finds, behind what is printed already, which of `packs` gives each record the layout that it has in its place; and
 * prints them so. */
static void settle_trials(struct hoisting *h, struct text *printed, struct trial **trials, struct diags *diags) {
	if (!arrlen(*trials)) return;
	struct text text = { 0 };
	text_add(&text, h->unit->source->text, h->function->definition.start);
	text_add(&text, printed->data, printed->length);
	for (int t = 0; t < arrlen(*trials); t++)
		for (int i = 0; i < PACKS; i++)
			print_packed(h, &text, &h->records[(*trials)[t].record], format(h->unit->arena, "%s%d_%d", probe, t, i),
			             packs[i]);
	CXTranslationUnit tried = parse_text(h->parse, text.data, text.length, CXTranslationUnit_SkipFunctionBodies);
	if (tried) {
		clang_visitChildren(clang_getTranslationUnitCursor(tried), compare_layout, *trials);
		clang_disposeTranslationUnit(tried);
	}
	text_release(&text);
	for (ptrdiff_t t = 0; t < arrlen(*trials); t++) {
		const struct trial *trial = &(*trials)[t];
		const struct record *record = &h->records[trial->record];
		if (trial->found < 0)
			refuse(diags, trial->place,
			       "a pragma other than '#pragma pack' lays out this record, which is declared in a coroutine");
		else
			print_packed(h, printed, record, record->name, packs[trial->found]);
		arrfree((*trials)[t].wanted);
	}
	arrsetlen(*trials, 0);
}

/** Whether a record that is not settled is named in the text: it may be a member. */
static bool names_trial(const struct hoisting *h, const struct trial *trials, const char *text) {
	for (ptrdiff_t i = 0; i < arrlen(trials); i++)
		if (strstr(text, h->records[trials[i].record].name)) return true;
	return false;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

/** Behind the attributes that follow a definition's closing brace and belong to it. */
static uint32_t behind_attributes(const struct source *source, uint32_t end) {
	for (;;) {
		uint32_t at = skip_blanks(source, end, source->length);
		if (strncmp(source->text + at, "__attribute", 11) != 0) return end;
		int depth = 0;
		while (at < source->length && source->text[at] != '(') at++;
		for (; at < source->length; at++) {
			if (source->text[at] == '(') depth++;
			if (source->text[at] == ')' && --depth == 0) break;
		}
		end = at + 1;
	}
}

static bool is_inside_place(const struct hoisting *h, uint32_t offset, int but) {
	for (ptrdiff_t i = 0; i < arrlen(h->places); i++)
		if (i != but && h->places[i].definition && offset >= h->places[i].span.start && offset < h->places[i].span.end)
			return true;
	return false;
}

static void replace(struct replacement **replacements, struct span span, char *text) {
	struct replacement replacement = { span, text };
	arrput(*replacements, replacement);
}

/** Variables that are named nowhere else are used, and compilers would say that they are not: they get an attribute. */
static void settle_named(struct hoisting *h, struct replacement **replacements) {
	for (ptrdiff_t i = 0; i < hmlen(h->named); i++) {
		if (h->named[i].value.elsewhere) continue;
		uint32_t at = h->named[i].value.declaration;
		bool settled = false; /* with another declarator of its declaration */
		for (ptrdiff_t k = 0; k < i && !settled; k++)
			settled = !h->named[k].value.elsewhere && h->named[k].value.declaration == at;
		if (!settled) replace(replacements, (struct span){ at, at }, xstrdup("__attribute__((__unused__)) "));
	}
}

/** `struct point { … }` becomes the tag, with what enumerations it holds. */
static void replace_places(struct hoisting *h, struct replacement **replacements) {
	const struct source *source = h->unit->source;
	for (ptrdiff_t i = 0; i < arrlen(h->places); i++) {
		const struct spot *place = &h->places[i];
		if (is_inside_place(h, place->span.start, (int)i)) continue;
		struct text text = { 0 }, front = { 0 };
		const struct record *record = &h->records[place->record];
		for (ptrdiff_t k = 0; k < arrlen(h->enums); k++) {
			if (!span_is_within(h->enums[k], place->span)) continue;
			int length = (int)(h->enums[k].end - h->enums[k].start);
			const char *written = source->text + h->enums[k].start;
			if (place->alone || place->statement != UINT32_MAX)
				text_printf(&front, "%.*s; ", length, written);
			else
				text_printf(&text, "%s(%.*s *)0", text.length ? ", (void)" : "__typeof__((void)", length, written);
		}
		if (!place->alone)
			text_printf(&text, text.length ? ", *(%s %s *)0)" : "%s %s", keyword_of(record), record->name);
		if (front.length) {
			uint32_t at = place->alone ? place->span.start : place->statement;
			replace(replacements, (struct span){ at, at }, text_steal(&front));
		}
		struct span span = { place->span.start,
			                 place->definition ? behind_attributes(source, place->span.end) : place->span.end };
		if (expand_merges(text.data, text.length, source->text + span.end, 1)) text_putc(&text, ' '); /* `}name` */
		replace(replacements, span, text_steal(&text));
	}
}

static int resolve(const struct hoisting *h, const struct lex_token *token) {
	const char *text = h->unit->source->text;
	int found = -1;
	for (ptrdiff_t i = 0; i < arrlen(h->records); i++) {
		const struct record *record = &h->records[i];
		if (!record->tag || !lex_is(text, token, record->tag)) continue;
		if (record->declared > token->span.start || token->span.start >= record->scope.end) continue;
		if (found < 0 || record->scope.start >= h->records[found].scope.start) found = (int)i;
	}
	return found;
}

/** `struct point` by name. */
static void replace_names(struct hoisting *h, struct replacement **replacements) {
	const char *text = h->unit->source->text;
	struct lex_token *tokens = lex(text, h->function->definition);
	for (ptrdiff_t i = 0; i + 1 < arrlen(tokens); i++) {
		if (!lex_is(text, &tokens[i], "struct") && !lex_is(text, &tokens[i], "union")) continue;
		ptrdiff_t name = i + 1;
		if (lex_is(text, &tokens[name], "__attribute__"))
			name = (ptrdiff_t)lex_closing(text, tokens, (size_t)name + 1) + 1;
		if (name >= arrlen(tokens) || tokens[name].kind != LEX_IDENTIFIER) continue;
		int record = resolve(h, &tokens[name]);
		bool placed = is_inside_place(h, tokens[name].span.start, -1);
		for (ptrdiff_t k = 0; k < arrlen(h->places); k++)
			placed = placed || span_is_within(tokens[name].span, h->places[k].span);
		if (record < 0 || placed) continue;
		replace(replacements, tokens[name].span, xstrdup(h->records[record].name));
	}
	arrfree(tokens);
}

/** Definitions of functions, by where they start. */
struct defined_at {
	uint32_t key;
	CXCursor value;
};

struct definitions {
	struct builder builder;
	struct defined_at *at; /* stb_ds map */
};

static enum CXChildVisitResult find_definition(CXCursor cursor, CXCursor parent, CXClientData data) {
	struct definitions *definitions = data;
	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor))
		hmput(definitions->at, span_of(&definitions->builder, cursor).start, cursor);
	return CXChildVisit_Continue;
}

static void find_all_records(struct hoisting *h, CXCursor definition) {
	h->scope = h->function->definition;
	h->statement = UINT32_MAX;
	/* What a generator's own type is made of, in front of its name, is no local type. */
	CXCursor *children = children_of(definition);
	for (ptrdiff_t i = 0; i < arrlen(children); i++) {
		enum CXCursorKind kind = clang_getCursorKind(children[i]);
		if (kind == CXCursor_ParmDecl || kind == CXCursor_CompoundStmt) find_records(children[i], definition, h);
	}
	arrfree(children);
}

/** Whether a record is defined where libclang shows no declaration: in an `_Alignas` or another attribute. */
static bool is_out_of_reach(const struct hoisting *h, const struct record *record, struct diags *diags) {
	if (!record->defined || record->printed) return false;
	uint32_t at;
	CXCursor definition = clang_getCursorDefinition(record->declaration);
	if (!parse_offset(h->parse, clang_getCursorLocation(definition), &at)) return false;
	struct span place = { at, at + (uint32_t)(record->tag ? strlen(record->tag) : 1) };
	if (is_closed(h, place)) return false;
	refuse(diags, place, "a record that is declared inside of an attribute, and of which a variable is");
	return true;
}

static void hoist_in(struct unit *unit, struct parse *parse, struct function *function, CXCursor definition,
                     bool names_of_ours, struct replacement **replacements, struct diags *diags) {
	struct hoisting h = { .unnamed = 1, .unit = unit, .parse = parse, .function = function, .names_of_ours = names_of_ours };
	h.builder = (struct builder){ .parse = parse, .unit = unit, .arena = unit->arena, .source = unit->source };
	find_all_records(&h, definition);
	struct text text = { 0 };
	bool fine = arrlen(h.records) > 0, packed = pragmas_change_layout(unit, function->definition);
	for (ptrdiff_t i = 0; i < arrlen(h.records); i++)
		text_printf(&text, "%s %s; ", keyword_of(&h.records[i]), h.records[i].name);
	struct trial *trials = NULL;
	/* inner ones before those that hold them: they end first */
	for (ptrdiff_t done = 0; done < arrlen(h.records); done++) {
		int next = -1;
		struct span place = { 0, UINT32_MAX };
		for (ptrdiff_t i = 0; i < arrlen(h.places); i++) {
			struct record *record = &h.records[h.places[i].record];
			if (!h.places[i].definition || record->printed || h.places[i].span.end >= place.end) continue;
			next = h.places[i].record;
			place = h.places[i].span;
		}
		if (next < 0) break;
		struct record *record = &h.records[next];
		record->printed = true;
		struct text alone = { 0 };
		enum outcome outcome = print_record(&h, &alone, record, record->name);
		bool depends = arrlen(trials) && alone.data && names_trial(&h, trials, alone.data);
		text_release(&alone);
		fine = outcome == PRINTED;
		if (outcome == UNDERALIGNED)
			refuse(
				diags, place,
				"a typedef of a member's asks for a lower alignment, and is declared in the coroutine, as the record is");
		if (!fine) break;
		uint32_t behind =
			place.end + (uint32_t)strcspn(unit->source->text + place.end, ";=,"); /* attributes may follow */
		if (turns_order_of_record(parse, (struct span){ place.start, behind }))
			refuse(diags, place, "'scalar_storage_order' of a record that is declared in a coroutine");
		if (!packed) {
			print_record(&h, &text, record, record->name);
			continue;
		}
		if (depends || arrlen(trials) == MOST_TRIALS) settle_trials(&h, &text, &trials, diags);
		arrput(trials, ((struct trial){ next, place, layout_of(record->type), -1 }));
	}
	settle_trials(&h, &text, &trials, diags);
	arrfree(trials);
	for (ptrdiff_t i = 0; fine && i < arrlen(h.records); i++) fine = !is_out_of_reach(&h, &h.records[i], diags);
	if (fine) {
		struct span front = { function->definition.start, function->definition.start };
		replace(replacements, front, text_steal(&text));
		settle_named(&h, replacements);
		replace_places(&h, replacements);
		replace_names(&h, replacements);
	}
	text_release(&text);
	arrfree(h.records);
	arrfree(h.places);
	arrfree(h.enums);
	hmfree(h.named);
	arrfree(h.tags);
	hmfree(h.builder.types);
	hmfree(h.builder.colours);
}

void hoist(struct unit *unit, struct parse *parse, struct replacement **replacements, struct diags *diags) {
	bool names_of_ours = strstr(unit->source->text, "co__") != NULL;
	struct definitions definitions = {
		.builder = { .parse = parse, .unit = unit, .arena = unit->arena, .source = unit->source }
	};
	for (ptrdiff_t i = 0; i < arrlen(unit->functions); i++) {
		struct function *function = unit->functions[i];
		bool wanted = function->declares_in_expression;
		for (ptrdiff_t v = 0; v < arrlen(function->variables); v++) wanted |= function->variables[v].type->is_local;
		if (!wanted || !function->body->suspends) continue;
		if (!definitions.at)
			clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), find_definition, &definitions);
		ptrdiff_t at = hmgeti(definitions.at, function->definition.start);
		if (at >= 0) hoist_in(unit, parse, function, definitions.at[at].value, names_of_ours, replacements, diags);
	}
	hmfree(definitions.at);
}
