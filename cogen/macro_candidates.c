/* Pass 2, its first half: which calls of macros hide something from the passes behind.
 *
 * In: a parsed unit. Out: its coroutines, and the candidates in them, each with its expansion and the reason to open
 * it: a suspension, a jump, a label, a declaration, a local variable, the call of a coroutine, or half of a
 * statement or expression.
 *
 * Two looks at each call: at the tokens of its full expansion, and at the syntax tree. For the second, a node is inside
 * of a call when it begins and ends there. A whole expression or statement is one such node and nothing besides;
 * whether something stands besides is told from the first and last token, since libclang does not say which token is
 * whose. */
#include "macro_candidates.h"
#include "base/ds.h"
#include "base/fatal.h"
#include "base/text.h"
#include <string.h>

static bool skipped(const struct lex_token *token) { return token->flags & (LEX_DIRECTIVE | LEX_INACTIVE); }

/* ---- coroutines ----------------------------------------------------------------------------------------------- */

static enum CXChildVisitResult find_annotation(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr) return CXChildVisit_Continue;
	CXString text = clang_getCursorSpelling(cursor);
	bool found = strncmp(clang_getCString(text), "cogen.", 6) == 0;
	clang_disposeString(text);
	*(bool *)data |= found;
	return found ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool is_annotated(CXCursor declaration) {
	bool found = false;
	clang_visitChildren(declaration, find_annotation, &found);
	return found;
}

/* The mark that starts at the offset; NULL. */
static const struct mark *mark_at(const struct parse *parse, uint32_t offset) {
	ptrdiff_t i = marks_from(parse->marks, offset);
	return i < arrlen(parse->marks) && parse->marks[i].span.start == offset ? &parse->marks[i] : NULL;
}

struct search {
	struct parse *parse;
	struct coroutine *coroutines;
};

static enum CXChildVisitResult find_coroutine(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct search *search = data;
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || !clang_isCursorDefinition(cursor))
		return CXChildVisit_Continue;
	CXFile file;
	unsigned start, end;
	CXSourceRange extent = clang_getCursorExtent(cursor);
	clang_getExpansionLocation(clang_getRangeStart(extent), &file, NULL, NULL, &start);
	if (!file || (file != search->parse->file && !clang_File_isEqual(file, search->parse->file)) ||
	    !is_annotated(cursor))
		return CXChildVisit_Continue;
	clang_getExpansionLocation(clang_getRangeEnd(extent), NULL, NULL, NULL, &end);
	const struct source *source = search->parse->source;
	const struct mark *last = mark_at(search->parse, lex_behind_splices(source->text, source->length, end));
	struct coroutine coroutine = { cursor, { start, last ? last->span.end : end } };
	arrput(search->coroutines, coroutine);
	return CXChildVisit_Continue;
}

struct coroutine *coroutines_find(struct parse *parse) {
	struct search search = { .parse = parse };
	clang_visitChildren(clang_getTranslationUnitCursor(parse->unit), find_coroutine, &search);
	return search.coroutines;
}

/* ---- the tokens ------------------------------------------------------------------------------------------------ */

static bool is_word(const struct expand_token *token, const char *const *table) {
	for (; *table; table++)
		if (strlen(*table) == token->length && memcmp(*table, token->text, token->length) == 0) return true;
	return false;
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Constants and initialisers of cogen's: what stands for itself. */
static bool is_plain_keyword(const struct expand_token *token) {
	return token->length > 3 && memcmp(token->text, "CO_", 3) == 0;
}

/* What tokens hide, as far as they tell; NULL: nothing. */
const char *hidden_in_tokens(const struct expand_token *tokens, size_t count) {
	char *open = NULL; /* brackets; 'G' for the parenthesis of _Generic */
	const char *hidden = NULL;
	const struct expand_token *last = NULL;
	for (size_t i = 0; i < count && !hidden; i++) {
		const struct expand_token *token = &tokens[i];
		if (is_marker(token)) continue;
		if (token->kind == LEX_IDENTIFIER) {
			if (token->flags & EXPAND_KEYWORD) {
				if (!is_plain_keyword(token)) hidden = "one of cogen's keywords";
			} else if (is_word(token, WORDS("return", "goto", "break", "continue"))) {
				hidden = "a jump";
			} else if (is_text(token, "case") ||
			           (is_text(token, "default") && !(arrlenu(open) && arrlast(open) == 'G'))) {
				hidden = "a label";
			} else if (is_word(token, WORDS("__label__", "constexpr"))) {
				hidden = "a declaration";
			} else if (is_word(token, WORDS("co_raise", "co_raise_error"))) {
				hidden = "an error that is raised";
			} else if (is_word(token, WORDS("alloca", "__builtin_alloca", "__builtin_alloca_with_align"))) {
				hidden = "a call of alloca";
			} else if (is_word(token, WORDS("setjmp", "_setjmp", "__setjmp", "sigsetjmp", "__sigsetjmp",
			                                "__builtin_setjmp"))) {
				hidden = "a call of setjmp";
			}
		} else if (token->kind == LEX_PUNCTUATOR && token->length == 1) {
			switch (token->text[0]) {
			case '(': arrput(open, last && is_text(last, "_Generic") ? 'G' : '('); break;
			case '[': arrput(open, '['); break;
			case '{': arrput(open, '{'); break;
			case ')':
			case ']':
			case '}': {
				char expected = token->text[0] == ')' ? '(' : token->text[0] == ']' ? '[' : '{';
				if (!arrlenu(open)) {
					hidden = "a bracket without its other half";
				} else {
					char opened = arrpop(open);
					if (opened != expected && !(opened == 'G' && expected == '('))
						hidden = "a bracket without its other half";
				}
				break;
			}
			}
		}
		last = token;
	}
	if (arrlenu(open) && !hidden) hidden = "a bracket without its other half";
	arrfree(open);
	return hidden;
}

static size_t skip_brackets(const struct expand_token **tokens, size_t count, size_t open) {
	size_t depth = 0;
	for (size_t i = open; i < count; i++) {
		if (is_word(tokens[i], WORDS("(", "[", "{")))
			depth++;
		else if (is_word(tokens[i], WORDS(")", "]", "}")) && --depth == 0)
			return i + 1;
	}
	return count;
}

/* A word of C that is no name, nor part of a type. */
static bool is_syntax(const struct expand_token *token) {
	return is_word(token,
	               WORDS("if", "else", "for", "while", "do", "switch", "sizeof", "_Alignof", "__alignof__", "__alignof",
	                     "_Generic", "asm", "__asm__", "__asm", "__real__", "__imag__", "__builtin_offsetof",
	                     "__builtin_va_arg", "__builtin_choose_expr", "__builtin_types_compatible_p"));
}

/* Type names, qualifiers, attributes and the like: nothing that a pass has to see as a node. `*named` when there is a
 * name among them, which may also be one of a variable. */
static bool is_specifiers(const struct expand_token **tokens, size_t count, bool *named) {
	bool type = false; /* a type name was there, so that the next plain name is a declarator */
	*named = false;
	for (size_t i = 0; i < count;) {
		const struct expand_token *token = tokens[i];
		if (is_word(token, WORDS("__attribute__", "__attribute", "typeof", "__typeof__", "__typeof", "_Alignas",
		                         "__declspec", "_Pragma")) &&
		    i + 1 < count && is_text(tokens[i + 1], "(")) {
			type = type || is_word(token, WORDS("typeof", "__typeof__", "__typeof"));
			i = skip_brackets(tokens, count, i + 1);
		} else if (is_word(token, WORDS("struct", "union", "enum")) && i + 1 < count &&
		           tokens[i + 1]->kind == LEX_IDENTIFIER) {
			type = true;
			i += 2;
		} else if (is_word(token, WORDS("const", "volatile", "restrict", "__restrict", "__restrict__", "__const",
		                                "__volatile__", "_Atomic", "static", "extern", "inline", "__inline",
		                                "__inline__", "register", "auto", "_Thread_local", "__thread", "_Noreturn",
		                                "__extension__", "_Static_assert"))) {
			i++;
		} else if (is_word(token, WORDS("void", "char", "short", "int", "long", "signed", "unsigned", "float", "double",
		                                "_Bool", "_Complex", "__int128", "_Float16", "__signed__", "__auto_type"))) {
			type = true;
			i++;
		} else if (type && is_text(token, "*")) {
			i++;
		} else if (token->kind == LEX_IDENTIFIER && !type && !is_syntax(token)) {
			type = true;
			*named = true;
			i++;
		} else {
			return false;
		}
	}
	return true;
}

static bool all_of_kind(const struct expand_token **tokens, size_t count, enum lex_kind kind) {
	for (size_t i = 0; i < count; i++)
		if (tokens[i]->kind != kind) return false;
	return true;
}

/* `a.b->c`, without calls and subscripts. */
static bool is_member_path(const struct expand_token **tokens, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (i % 2 ? !is_word(tokens[i], WORDS(".", "->")) : tokens[i]->kind != LEX_IDENTIFIER) return false;
	return count % 2 == 1;
}

/* The last token in front of the call that is in the file; NULL. */
const struct lex_token *token_before(const struct parse *parse, uint32_t offset) {
	size_t index = lex_find(parse->macros->tokens, offset);
	while (index > 0 && skipped(&parse->macros->tokens[index - 1])) index--;
	return index > 0 ? &parse->macros->tokens[index - 1] : NULL;
}

static bool starts_statement(const struct expand_token *token, enum CXCursorKind *kind) {
	static const struct {
		const char *word;
		enum CXCursorKind kind;
	} table[] = {
		{ "if", CXCursor_IfStmt },          { "for", CXCursor_ForStmt },       { "while", CXCursor_WhileStmt },
		{ "do", CXCursor_DoStmt },          { "switch", CXCursor_SwitchStmt }, { "asm", CXCursor_GCCAsmStmt },
		{ "__asm__", CXCursor_GCCAsmStmt }, { "__asm", CXCursor_GCCAsmStmt },  { "else", CXCursor_InvalidCode },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (is_text(token, table[i].word)) {
			*kind = table[i].kind;
			return true;
		}
	return false;
}

static bool is_prefix(const struct expand_token *token) {
	return is_word(token, WORDS("(", "-", "+", "*", "&", "&&", "~", "!", "++", "--"));
}

static unsigned count_prefixes(CXCursor cursor);

/* The expansion is what the tree says, and nothing besides. */
static bool is_whole(const struct parse *parse, const struct candidate *candidate) {
	const struct expand_token **tokens = NULL;
	for (size_t i = 0; i < arrlenu(candidate->expansion.tokens); i++)
		if (!is_marker(&candidate->expansion.tokens[i])) arrput(tokens, &candidate->expansion.tokens[i]);
	size_t count = arrlenu(tokens);
	bool whole = false, named;
	const struct lex_token *before;
	enum CXCursorKind kind;
	if ((is_specifiers(tokens, count, &named) && !(named && candidate->nodes)) ||
	    all_of_kind(tokens, count, LEX_STRING)) {
		whole = true;
	} else if (candidate->nodes == 0) {
		before = token_before(parse, candidate->mark->span.start);
		bool member = before && (lex_is(parse->source->text, before, ".") || lex_is(parse->source->text, before, "->"));
		whole = (count == 1 && tokens[0]->kind <= LEX_CHARACTER && !is_syntax(tokens[0])) ||
		        (member && is_member_path(tokens, count));
	} else if (candidate->nodes == 1) {
		const struct expand_token *last = tokens[count - 1];
		whole = last->kind != LEX_PUNCTUATOR || is_word(last, WORDS(")", "]", "}", "++", "--"));
		if (starts_statement(tokens[0], &kind)) {
			whole = whole && kind == clang_getCursorKind(candidate->first);
		} else if (tokens[0]->kind == LEX_PUNCTUATOR && !is_text(tokens[0], "{")) {
			size_t prefixes = 0;
			while (prefixes < count && is_prefix(tokens[prefixes])) prefixes++;
			whole = whole && prefixes > 0 && prefixes == count_prefixes(candidate->first);
		} else if (is_text(tokens[0], "{")) {
			kind = clang_getCursorKind(candidate->first);
			whole = whole && (kind == CXCursor_CompoundStmt || kind == CXCursor_InitListExpr);
		}
	}
	arrfree(tokens);
	return whole;
}

/* ---- the syntax tree ------------------------------------------------------------------------------------------ */

struct walk {
	struct parse *parse;
	struct candidate **candidates; /* those that are not decided yet, by start */
	CXCursor function;
};

struct above {
	struct walk *walk;
	struct candidate *inside; /* the node above lies wholly in this call */
	bool block;               /* and there is a block, a loop or a type around, in there */
};

static struct candidate *candidate_at(const struct walk *walk, uint32_t offset) {
	size_t low = 0, high = arrlenu(walk->candidates);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (walk->candidates[middle]->mark->span.start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && offset < walk->candidates[low - 1]->mark->span.end ? walk->candidates[low - 1] : NULL;
}

struct children {
	CXCursor first, last;
	unsigned count;
};

static enum CXChildVisitResult note_child(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct children *children = data;
	if (children->count++ == 0) children->first = cursor;
	children->last = cursor;
	return CXChildVisit_Continue;
}

/* How many tokens that only stand before operands the node begins with, as far as they follow each other. */
static unsigned count_prefixes(CXCursor cursor) {
	for (unsigned count = 0;;) {
		struct children children = { 0 };
		switch (clang_getCursorKind(cursor)) {
		case CXCursor_CStyleCastExpr:
		case CXCursor_CompoundLiteralExpr:
		case CXCursor_StmtExpr: return count + 1;
		case CXCursor_AddrLabelExpr: return count + 1;
		case CXCursor_ParenExpr: count++; break;
		case CXCursor_UnaryOperator:
			switch (clang_getCursorUnaryOperatorKind(cursor)) {
			case CXUnaryOperator_PostInc:
			case CXUnaryOperator_PostDec: break;
			case CXUnaryOperator_Extension:
			case CXUnaryOperator_Real:
			case CXUnaryOperator_Imag: return count;
			default: count++; break;
			}
			break;
		case CXCursor_UnexposedExpr:
		case CXCursor_BinaryOperator:
		case CXCursor_CompoundAssignOperator:
		case CXCursor_ConditionalOperator:
		case CXCursor_CallExpr:
		case CXCursor_ArraySubscriptExpr:
		case CXCursor_MemberRefExpr: break;
		default: return count;
		}
		clang_visitChildren(cursor, note_child, &children);
		if (!children.count) return count;
		cursor = children.first;
	}
}

/* Declared in the function, be it in a block or as a parameter. */
static bool is_local(CXCursor declaration) {
	switch (clang_getCursorKind(declaration)) {
	case CXCursor_ParmDecl: return true;
	case CXCursor_VarDecl:
	case CXCursor_TypedefDecl:
	case CXCursor_StructDecl:
	case CXCursor_UnionDecl:
	case CXCursor_EnumDecl:
		return clang_getCursorKind(clang_getCursorSemanticParent(declaration)) == CXCursor_FunctionDecl;
	case CXCursor_EnumConstantDecl: return is_local(clang_getCursorSemanticParent(declaration));
	default: return false;
	}
}

static bool is_coroutine_call(CXCursor call, const struct candidate *candidate) {
	CXCursor callee = clang_getCursorReferenced(call);
	if (!clang_Cursor_isNull(callee) && clang_getCursorKind(callee) == CXCursor_FunctionDecl)
		return is_annotated(callee);
	/* Through a pointer: only where the result is for one of cogen's. */
	return candidate->operand || candidate->inside_keyword;
}

/* What the node itself makes the call hide. */
static const char *hidden_in_node(const struct above *above, CXCursor cursor, enum CXCursorKind kind,
                                  struct candidate *candidate, bool whole) {
	uint32_t offset, declared;
	switch (kind) {
	case CXCursor_DeclRefExpr:
	case CXCursor_TypeRef: {
		CXCursor declaration = clang_getCursorReferenced(cursor);
		if (clang_Cursor_isNull(declaration) || !is_local(declaration)) return NULL;
		/* In an argument it stands in the file, unless another call stands there. */
		if (!parse_offset(above->walk->parse, clang_getCursorLocation(cursor), &offset)) return NULL;
		ptrdiff_t written = macro_invocation_at(above->walk->parse->macros, offset);
		if (written < 0 || above->walk->parse->macros->invocations[written].definition < 0) return NULL;
		if (parse_offset(above->walk->parse, clang_getCursorLocation(declaration), &declared) &&
		    candidate_at(above->walk, declared) == candidate)
			return NULL;
		return "a name that is local to the function";
	}
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl:
	case CXCursor_FunctionDecl:
	case CXCursor_TypedefDecl:
	case CXCursor_StructDecl:
	case CXCursor_UnionDecl:
	case CXCursor_EnumDecl:
	case CXCursor_EnumConstantDecl: return above->inside == candidate && above->block ? NULL : "a declaration";
	case CXCursor_LabelStmt:
	case CXCursor_LabelRef:
	case CXCursor_AddrLabelExpr: return "a label";
	case CXCursor_CallExpr: return whole && is_coroutine_call(cursor, candidate) ? "the call of a coroutine" : NULL;
	default: return NULL;
	}
}

static bool is_block(enum CXCursorKind kind) {
	return kind == CXCursor_CompoundStmt || kind == CXCursor_ForStmt || kind == CXCursor_StmtExpr;
}

static enum CXChildVisitResult visit_node(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct above *above = data;
	struct walk *walk = above->walk;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (clang_isAttribute(kind)) return CXChildVisit_Continue;
	uint32_t start, end, name;
	CXSourceRange extent = clang_getCursorExtent(cursor);
	struct above below = { .walk = walk };
	struct candidate *candidate = NULL;
	if (parse_offset(walk->parse, clang_getRangeStart(extent), &start) &&
	    (candidate = candidate_at(walk, start)) != NULL) {
		bool whole = parse_end(walk->parse, clang_getRangeEnd(extent), &end) && end >= candidate->mark->span.start &&
		             end <= candidate->mark->span.end;
		bool counts = clang_isExpression(kind) || clang_isStatement(kind) || clang_isDeclaration(kind);
		/* libclang has the first operand of `a ?: b` three times. */
		if (whole && counts && above->inside != candidate &&
		    !(candidate->nodes && clang_equalCursors(cursor, candidate->first)) && candidate->nodes++ == 0)
			candidate->first = cursor;
		if (whole) {
			below.inside = candidate;
			below.block = (above->inside == candidate && above->block) || is_block(kind);
		}
		/* `1, (long)` in front of an operand: one node and the beginning of another */
		if (!whole && counts && candidate->nodes && !candidate->reason && !clang_equalCursors(cursor, candidate->first))
			candidate->reason = "a part of a statement or expression";
		if (!candidate->reason && !clang_isDeclaration(kind))
			candidate->reason = hidden_in_node(above, cursor, kind, candidate, whole);
		if (whole && candidate->reason) return CXChildVisit_Continue;
	}
	/* What a declaration declares may stand in a call behind its start. */
	if (clang_isDeclaration(kind) && parse_offset(walk->parse, clang_getCursorLocation(cursor), &name) &&
	    (candidate = candidate_at(walk, name)) != NULL && !candidate->reason)
		candidate->reason = hidden_in_node(above, cursor, kind, candidate, false);
	clang_visitChildren(cursor, visit_node, &below);
	return CXChildVisit_Continue;
}

/* ---- deciding ------------------------------------------------------------------------------------------------- */

/* Whether the call stands right behind one of cogen's macros, but for parentheses. */
static bool is_operand(const struct parse *parse, const struct mark *mark) {
	const struct lex_token *tokens = parse->macros->tokens;
	size_t index = lex_find(tokens, mark->span.start);
	while (index > 0 && (skipped(&tokens[index - 1]) || lex_is(parse->source->text, &tokens[index - 1], "("))) index--;
	const struct mark *before = index > 0 ? mark_at(parse, tokens[index - 1].span.start) : NULL;
	return before && before->keyword;
}

/* Expands anew what an answer of the compiler may have changed, until it has none to give. */
static void expand_all(struct parse *parse, struct candidate *candidates) {
	do {
		for (size_t i = 0; i < arrlenu(candidates); i++) {
			struct candidate *candidate = &candidates[i];
			struct macro_place place = { parse, candidate->invocation };
			struct expand_context context = macro_context(&place);
			expansion_release(&candidate->expansion);
			parse->macros->lost = NULL;
			expand(&candidate->expansion, &context, lex_find(parse->macros->tokens, candidate->mark->span.start));
			candidate->lost = parse->macros->lost;
		}
	} while (macro_probe(parse));
}

/* What its _Pragma say; NULL: it has none. */
static char *pragmas_in(const struct expansion *expansion) {
	struct text text = { 0 };
	const struct expand_token *last[2] = { NULL, NULL };
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (is_marker(token)) continue;
		if (token->kind == LEX_STRING && last[1] && is_text(last[1], "_Pragma") && is_text(last[0], "("))
			text_printf(&text, "%.*s\n", (int)token->length, token->text);
		last[1] = last[0];
		last[0] = token;
	}
	return text.length ? text_steal(&text) : NULL;
}

void candidate_note(struct parse *parse, struct candidate *candidate) {
	struct mark *mark = candidate->mark;
	struct macro_place place = { parse, candidate->invocation };
	struct macro *macro = macro_of(&place);
	if (macro) {
		macro_find_mentions(&place, macro);
		mark->mentions_function_name = macro->mentions_function_name;
	}
	mark->asks_line = false;
	for (size_t i = 0; i < arrlenu(candidate->expansion.calls) && macro; i++)
		mark->asks_line |= candidate->expansion.calls[i].macro->builtin == MACRO_LINE;
	free(mark->pragmas);
	mark->pragmas = pragmas_in(&candidate->expansion);
	arrsetlen(mark->literal, arrlenu(mark->arguments));
	for (size_t i = 0; i < arrlenu(mark->arguments); i++) {
		mark->literal[i] = false;
		for (size_t k = 0; k < arrlenu(candidate->expansion.literals); k++) {
			uint32_t offset = candidate->expansion.literals[k];
			if (offset >= mark->arguments[i].start && offset < mark->arguments[i].end) mark->literal[i] = true;
		}
	}
}

static bool among(const struct span *spans, size_t count, struct span span) {
	for (size_t i = 0; i < count; i++)
		if (spans[i].start == span.start && spans[i].end == span.end) return true;
	return false;
}

/** What the call of a macro, or one in its arguments, has in it: one of cogen's forms, a _Pragma. */
static void find_mentions(struct parse *parse, size_t index, uint32_t end, bool *form, bool *pragma) {
	const struct invocation *invocations = parse->macros->invocations;
	*form = *pragma = false;
	for (; index < arrlenu(invocations) && invocations[index].span.start < end; index++) {
		struct macro_place place = { parse, &invocations[index] };
		struct macro *macro = macro_of(&place);
		if (!macro || macro->keyword) continue;
		macro_find_mentions(&place, macro);
		*form |= macro->mentions_form;
		*pragma |= macro->mentions_pragma;
	}
}

/* A suspension or a block of cogen's, of which nothing may be left outside a coroutine. */
static bool has_suspension(struct macro_place *place, const struct expansion *expansion) {
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (is_marker(token) || !(token->flags & EXPAND_KEYWORD)) continue;
		struct macro *keyword = macro_lookup(place, token->text, token->length);
		if (!keyword) continue;
		macro_find_mentions(place, keyword);
		if (keyword->mentions_keyword) return true;
	}
	return false;
}

/* Of calls outside coroutines whose definitions lead to a suspension, or a _Pragma: whether it is still there in the
 * end, and what that says. `X(name, body)` may drop what a list has to say for another X, and a name in a definition
 * need not be that of a call. */
static void settle_mentions(struct parse *parse, const ptrdiff_t *outside) {
	bool *mentions = xcalloc(arrlenu(outside) + 1, sizeof *mentions);
	do {
		for (size_t i = 0; i < arrlenu(outside); i++) {
			struct mark *mark = &parse->marks[outside[i]];
			ptrdiff_t index = macro_invocation_at(parse->macros, mark->span.start);
			struct macro_place place = { parse, &parse->macros->invocations[index] };
			struct expand_context context = macro_context(&place);
			struct expansion expansion = { 0 };
			parse->macros->lost = NULL;
			expand(&expansion, &context, lex_find(parse->macros->tokens, mark->span.start));
			mentions[i] = mark->mentions_keyword && (expansion.problem != EXPAND_FINE || parse->macros->lost ||
			                                         has_suspension(&place, &expansion));
			free(mark->pragmas);
			mark->pragmas = pragmas_in(&expansion);
			expansion_release(&expansion);
		}
	} while (macro_probe(parse));
	for (size_t i = 0; i < arrlenu(outside); i++) parse->marks[outside[i]].mentions_keyword = mentions[i];
	free(mentions);
}

struct candidate *candidates_find(struct parse *parse, const struct coroutine *coroutines, const struct span *forced,
                                  size_t forced_count) {
	struct candidate *candidates = NULL;
	ptrdiff_t *outside = NULL; /* marks of calls that may hide a suspension where none can be */
	size_t function = 0;
	uint32_t keyword_end = 0; /* of the calls of cogen's macros so far */
	uint32_t burnt_end = 0;   /* of the last __COUNTER__ that stands for one that has been opened */
	for (size_t i = 0; i < arrlenu(parse->marks); i++) {
		struct mark *mark = &parse->marks[i];
		while (function < arrlenu(coroutines) && coroutines[function].span.end <= mark->span.start) function++;
		bool inside = function < arrlenu(coroutines) && mark->span.end > coroutines[function].span.start;
		ptrdiff_t index = macro_invocation_at(parse->macros, mark->span.start);
		ENSURE(index >= 0);
		const struct invocation *invocation = &parse->macros->invocations[index];
		if (mark->keyword) {
			if (mark->span.end > keyword_end) keyword_end = mark->span.end;
			if (!strcmp(mark->macro, "CO__BURN")) burnt_end = mark->span.end;
			continue;
		}
		if (mark->span.end <= burnt_end) continue;
		if (!inside) {
			struct macro_place place = { parse, invocation };
			struct macro *macro = macro_of(&place);
			if (!macro) continue;
			macro_find_mentions(&place, macro);
			mark->mentions_keyword = macro->mentions_keyword;
			bool pragma;
			find_mentions(parse, (size_t)index, mark->span.end, &mark->mentions_form, &pragma);
			if (mark->mentions_keyword || pragma) arrput(outside, (ptrdiff_t)i);
			continue;
		}
		struct candidate candidate = {
			.mark = mark,
			.invocation = invocation,
			.forced = among(forced, forced_count, mark->span),
			.coroutine = function,
			.inside_keyword = keyword_end >= mark->span.end,
			.operand = is_operand(parse, mark),
		};
		arrput(candidates, candidate);
	}
	arrsetlen(parse->macros->probes, 0); /* what mentions what is a guess, and may stay one */
	settle_mentions(parse, outside);
	arrfree(outside);
	return candidates;
}

/* Looks at the tree of the coroutines that have undecided calls. */
static void look_at_tree(struct parse *parse, struct candidate *candidates, const struct coroutine *coroutines) {
	struct walk walk = { .parse = parse };
	for (size_t i = 0; i < arrlenu(candidates); i++) {
		struct candidate *candidate = &candidates[i];
		/* __LINE__ and its like, which are one token. */
		if (!candidate->reason && candidate->invocation->definition >= 0) arrput(walk.candidates, candidate);
	}
	for (size_t i = 0, k = 0; i < arrlenu(coroutines) && k < arrlenu(walk.candidates); i++) {
		bool some = false;
		for (; k < arrlenu(walk.candidates) && walk.candidates[k]->mark->span.start < coroutines[i].span.end; k++)
			some = true;
		if (!some) continue;
		struct above above = { .walk = &walk };
		uint32_t name;
		struct candidate *candidate;
		if (parse_offset(parse, clang_getCursorLocation(coroutines[i].function), &name) &&
		    (candidate = candidate_at(&walk, name)) != NULL)
			candidate->reason = "a declaration";
		clang_visitChildren(coroutines[i].function, visit_node, &above);
	}
	for (size_t i = 0; i < arrlenu(walk.candidates); i++)
		if (!walk.candidates[i]->reason && !is_whole(parse, walk.candidates[i]))
			walk.candidates[i]->reason = "a part of a statement or expression";
	arrfree(walk.candidates);
}

static bool is_name(const struct parse *parse, struct span name, const char *text, size_t length) {
	return name.end - name.start == length && !memcmp(parse->source->text + name.start, text, length);
}

/** Whether the name is expanded in the call, or stands in what it leads to. */
static bool uses(const struct parse *parse, const struct candidate *candidate, struct span name) {
	const struct expand_call *calls = candidate->expansion.calls;
	const struct expand_token *tokens = candidate->expansion.tokens;
	if (is_name(parse, name, candidate->mark->macro, strlen(candidate->mark->macro))) return true;
	for (size_t i = 0; i < arrlenu(calls); i++)
		if (is_name(parse, name, calls[i].macro->name, strlen(calls[i].macro->name))) return true;
	for (size_t i = 0; i < arrlenu(tokens); i++)
		if (tokens[i].kind == LEX_IDENTIFIER && is_name(parse, name, tokens[i].text, tokens[i].length)) return true;
	return false;
}

/** Calls of macros that are defined in the same statement, which goes to places of its own. */
static void decide_by_definitions(struct parse *parse, struct candidate *candidates,
                                  const struct coroutine *coroutines) {
	struct defined *defined = definitions_find(parse, coroutines);
	size_t first = 0; /* both lists are in order; where statements overlap, one is within the other */
	for (size_t i = 0; i < arrlenu(candidates); i++) {
		struct candidate *candidate = &candidates[i];
		struct span call = candidate->mark->span;
		while (first < arrlenu(defined) && defined[first].statement.end <= call.start) first++;
		bool decided = candidate->reason || candidate->expansion.problem != EXPAND_FINE;
		for (size_t k = first; !decided && k < arrlenu(defined) && defined[k].statement.start <= call.start; k++) {
			if (call.end > defined[k].statement.end || !uses(parse, candidate, defined[k].name)) continue;
			candidate->reason = "a macro that is defined in the same statement";
			decided = true;
		}
	}
	arrfree(defined);
}

bool macro_tells_place(const struct parse *parse, const struct macro *macro) {
	return parse->tells_places &&
	       (macro->builtin == MACRO_LINE || macro->builtin == MACRO_FILE || macro->builtin == MACRO_FILE_NAME);
}

/** Whether nobody but a header of the system's asks for a place, as that of assert does: what it means stays where it is
 * compiled, and the place that it tells is a whole one, __FILE__ and __LINE__. `around`: the calls around the builtin
 * macro. */
static bool asks_for_itself(const struct expansion *expansion, const uint32_t *around, const struct macro *builtin) {
	for (size_t i = arrlenu(around); i-- > 0;) {
		const struct expand_call *call = &expansion->calls[around[i]];
		bool handed = false;
		if (!call->macro->system) return false;
		for (size_t k = 0; k < call->written_count; k++) {
			if (!is_text(&call->written[k], builtin->name)) continue;
			if (call->written[k].origin != EXPAND_NOWHERE) return false;
			handed = true;
		}
		if (!handed) return true;
	}
	return false;
}

/** Whether a call tells a place of which the user's text asks. */
static bool tells_place(const struct parse *parse, const struct expansion *expansion) {
	if (!parse->tells_places) return false;
	uint32_t *around = NULL;
	bool tells = false;
	for (size_t i = 0; i < arrlenu(expansion->tokens) && !tells; i++) {
		const struct expand_token *token = &expansion->tokens[i];
		if (token->kind == EXPAND_BEGIN) {
			const struct macro *macro = expansion->calls[token->call].macro;
			tells = macro_tells_place(parse, macro) && !asks_for_itself(expansion, around, macro);
			arrput(around, token->call);
		} else if (token->kind == EXPAND_END && arrlenu(around)) {
			(void)arrpop(around);
		}
	}
	arrfree(around);
	return tells;
}

void candidates_decide(struct parse *parse, struct candidate *candidates, const struct coroutine *coroutines) {
	expand_all(parse, candidates);
	bool undecided = false;
	for (size_t i = 0; i < arrlenu(candidates); i++) {
		struct candidate *candidate = &candidates[i];
		if (candidate->forced)
			candidate->reason = "a name that becomes text";
		else if (candidate->expansion.counters)
			candidate->reason = "a count of its own"; /* which is another one where a piece of it comes later */
		else if (candidate->expansion.problem == EXPAND_FINE && tells_place(parse, &candidate->expansion))
			candidate->reason = "a place in the source";
		else if (candidate->expansion.problem == EXPAND_FINE)
			candidate->reason = hidden_in_tokens(candidate->expansion.tokens, arrlenu(candidate->expansion.tokens));
		if (!candidate->reason) undecided = true;
	}
	decide_by_definitions(parse, candidates, coroutines);
	if (undecided) look_at_tree(parse, candidates, coroutines);
	candidates_decide_elsewhere(parse, candidates, coroutines);
}

void candidates_free(struct candidate *candidates) {
	for (size_t i = 0; i < arrlenu(candidates); i++) expansion_release(&candidates[i].expansion);
	arrfree(candidates);
}
