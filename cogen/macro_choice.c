/* Pass 2, macros of which another compiler reads another definition.
 *
 *     #ifdef __clang__
 *     #define AFTER_ERROR(s)
 *     #else
 *     #define AFTER_ERROR(s) s            AFTER_ERROR(return -1;)
 *     #endif
 *
 * libclang is clang. A call that hides nothing as it reads it stays, and is compiled as another compiler reads it: with
 * a `return` that nobody looked at, with a local variable that is in the frame.
 *
 * In: the candidates, decided. Out: a reason to open those that would have one with the definitions that were left out
 * (compiler_choice.c). Opened, they are what libclang has read, whoever compiles it.
 *
 * The tree knows nothing of such a definition; what it hides is told from the tokens alone. A name counts as one of a
 * local variable wherever the coroutine declares one of that name: a call that is opened without need says the same. */
#include "base/ds.h"
#include "macro_candidates.h"
#include <string.h>

/** The definitions of a macro that were left out. */
struct others {
	char *key;
	struct macro **value; /* stb_ds */
};

struct names {
	char *key;
	bool value;
};

struct elsewhere {
	struct parse *parse;
	struct compiler_choice *choice;
	struct others *others;
	struct names *locals; /* of one coroutine */
	size_t coroutine;     /* that one */
};

/** Where a call stands, read with the definitions of that number; macro_context() has it as a macro_place. */
struct elsewhere_place {
	struct macro_place place;
	struct elsewhere *elsewhere;
	size_t number;
};

static struct macro **others_of(struct elsewhere *e, const char *name, size_t length) {
	char *key = xstrndup(name, length);
	ptrdiff_t known = shgeti(e->others, key);
	if (known < 0) {
		struct macro **found = NULL;
		const char *text;
		size_t size;
		for (int at = 0; compiler_other_definition(e->choice, key, &at, &text, &size);) {
			struct macro *macro = ARENA_ARRAY(&e->parse->macros->arena, struct macro, 1);
			if (macro_read(macro, &e->parse->macros->arena, text, size)) arrput(found, macro);
		}
		shput(e->others, key, found);
		known = shgeti(e->others, key);
	}
	free(key);
	return e->others[known].value;
}

static struct macro *lookup(void *arg, const char *name, size_t length) {
	struct elsewhere_place *place = arg;
	struct macro *usual = macro_lookup(&place->place, name, length);
	if (usual && (usual->keyword || usual->builtin || usual->system)) return usual;
	struct macro **others = others_of(place->elsewhere, name, length);
	size_t count = arrlenu(others);
	return count ? others[place->number < count ? place->number : count - 1] : usual;
}

/** The most definitions that a name in the call has which were left out. */
static size_t count_others(struct elsewhere *e, const struct candidate *candidate) {
	const struct expansion *expansion = &candidate->expansion;
	size_t most = 0;
	for (size_t i = 0; i < arrlenu(expansion->calls); i++) {
		const struct macro *macro = expansion->calls[i].macro;
		if (macro->keyword || macro->builtin || macro->system) continue;
		size_t count = arrlenu(others_of(e, macro->name, strlen(macro->name)));
		if (count > most) most = count;
	}
	return most;
}

static enum CXChildVisitResult note_local(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	struct elsewhere *e = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl) {
		CXString name = clang_getCursorSpelling(cursor);
		shput(e->locals, clang_getCString(name), true);
		clang_disposeString(name);
	}
	return CXChildVisit_Recurse;
}

static bool is_local(struct elsewhere *e, const struct coroutine *coroutines, size_t coroutine,
                     const struct expand_token *token) {
	if (!e->locals || e->coroutine != coroutine) {
		shfree(e->locals);
		sh_new_strdup(e->locals);
		e->coroutine = coroutine;
		clang_visitChildren(coroutines[coroutine].function, note_local, e);
	}
	char *name = xstrndup(token->text, token->length);
	bool local = shget(e->locals, name);
	free(name);
	return local;
}

static bool has_origin(const struct expansion *expansion, uint32_t origin) {
	for (size_t i = 0; i < arrlenu(expansion->tokens); i++)
		if (!is_marker(&expansion->tokens[i]) && expansion->tokens[i].origin == origin) return true;
	return false;
}

/** Whether a local variable is named that is in no argument which libclang's definition has, too. */
static bool names_local(struct elsewhere *e, const struct coroutine *coroutines, const struct candidate *candidate,
                        const struct expansion *other) {
	const struct expand_token *last = NULL;
	for (size_t i = 0; i < arrlenu(other->tokens); i++) {
		const struct expand_token *token = &other->tokens[i];
		if (is_marker(token)) continue;
		bool member = last && (is_text(last, ".") || is_text(last, "->"));
		last = token;
		if (token->kind != LEX_IDENTIFIER || member) continue;
		if (token->origin != EXPAND_NOWHERE && has_origin(&candidate->expansion, token->origin)) continue;
		if (is_local(e, coroutines, candidate->coroutine, token)) return true;
	}
	return false;
}

static bool hides_elsewhere(struct elsewhere *e, const struct coroutine *coroutines, struct candidate *candidate) {
	bool hides = false;
	size_t count = count_others(e, candidate);
	for (size_t i = 0; i < count && !hides; i++) {
		struct elsewhere_place place = { { e->parse, candidate->invocation }, e, i };
		struct expand_context context = macro_context(&place.place);
		struct expansion other = { 0 };
		context.lookup = lookup;
		expand(&other, &context, lex_find(e->parse->macros->tokens, candidate->mark->span.start));
		hides = other.problem == EXPAND_FINE && (hidden_in_tokens(other.tokens, arrlenu(other.tokens)) ||
		                                         names_local(e, coroutines, candidate, &other));
		expansion_release(&other);
	}
	return hides;
}

void candidates_decide_elsewhere(struct parse *parse, struct candidate *candidates,
                                 const struct coroutine *coroutines) {
	struct elsewhere e = { .parse = parse, .choice = compiler_choice_new(parse) };
	sh_new_strdup(e.others);
	for (size_t i = 0; i < arrlenu(candidates); i++) {
		struct candidate *candidate = &candidates[i];
		if (!candidate->reason && candidate->expansion.problem == EXPAND_FINE && !candidate->lost &&
		    candidate->invocation->definition >= 0 && hides_elsewhere(&e, coroutines, candidate))
			candidate->reason = "what another compiler reads";
	}
	/* what was asked of the tables on the way to a guess may stay one */
	arrsetlen(parse->macros->probes, 0);
	parse->macros->lost = NULL;
	for (size_t i = 0; i < shlenu(e.others); i++) arrfree(e.others[i].value);
	shfree(e.others);
	shfree(e.locals);
	compiler_choice_free(e.choice);
}
