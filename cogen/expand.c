/* The preprocessor's substitution: see expand.h.
 *
 * A stack of token streams, as gcc and clang have it: expanding a macro puts its replacement on top, and its name is
 * not expanded again until that stream has been read to its end. Reading goes through streams downwards into the file,
 * so that arguments may come from anywhere. An argument is expanded on its own, with a floor under its stream.
 *
 * What must hold: no macro is left active when expand() returns; only identifiers that went through the lookup last
 * stand in the output, so that expand_print knows which of them need a guard. */
#include "expand.h"
#include "base/ds.h"
#include <string.h>

/* More than any sane macro makes, less than what exhausts memory: macros can double their argument at each level. */
#define MOST_TOKENS 4000000u
#define DEEPEST 400u

#define NO_CALL UINT32_MAX

struct stream {
	const struct expand_token *tokens;
	struct expand_token *owned; /* freed with the stream */
	size_t count, at;
	struct macro *macro; /* active until the stream ends */
	uint32_t call;
	uint32_t origin; /* where the file has the call that it is of, or the one around that */
};

struct expander {
	const struct expand_context *context;
	struct expansion *result;
	struct stream *streams;
	size_t floor;      /* streams below are out of reach */
	bool argument;     /* the floor is that of an argument: the file is out of reach, too */
	size_t file_at;    /* next token of the file */
	uint32_t file_end; /* end of the last token taken from there */
	struct expand_token *output;
	bool pending_space; /* something vanished that had a blank before it */
	uint32_t *literals; /* origins of tokens that # or ## looked at */
	unsigned depth;
	size_t made;
	size_t lines_below; /* how often __LINE__ was another one than that of the invocation */
};

struct argument {
	struct expand_token *raw, *expanded;
	bool is_expanded, omitted; /* omitted: a variadic one that has no comma of its own, either */
};

/* ---- definitions ---------------------------------------------------------------------------------------------- */

static struct expand_token from_lex(struct arena *arena, const char *text, const struct lex_token *token) {
	struct expand_token made = {
		.text = text + token->span.start,
		.length = token->span.end - token->span.start,
		.origin = EXPAND_NOWHERE,
		.kind = token->kind,
		.flags = token->flags & LEX_SPACE,
	};
	if (token->flags & LEX_SPLICED) {
		struct text spelling = { 0 };
		lex_spelling(text, token, &spelling);
		made.text = arena_strndup(arena, spelling.data ? spelling.data : "", spelling.length);
		made.length = (uint32_t)spelling.length;
		text_release(&spelling);
	}
	return made;
}

static bool read_parameters(struct macro *macro, struct arena *arena, const struct expand_token *tokens, size_t count,
                            size_t *at) {
	const char **names = NULL;
	bool fine = false;
	size_t i = *at;
	if (i < count && is_text(&tokens[i], ")")) fine = true;
	while (!fine && i < count) {
		if (is_text(&tokens[i], "...")) {
			arrput(names, "__VA_ARGS__");
			macro->variadic = true;
		} else if (tokens[i].kind == LEX_IDENTIFIER) {
			arrput(names, arena_strndup(arena, tokens[i].text, tokens[i].length));
			if (i + 1 < count && is_text(&tokens[i + 1], "...")) {
				macro->variadic = true;
				i++;
			}
		} else {
			break;
		}
		i++;
		if (i >= count) break;
		if (is_text(&tokens[i], ")"))
			fine = true;
		else if (macro->variadic || !is_text(&tokens[i], ","))
			break;
		else
			i++;
	}
	macro->parameter_count = arrlenu(names);
	if (names) {
		macro->parameters = ARENA_ARRAY(arena, const char *, macro->parameter_count);
		memcpy(macro->parameters, names, sizeof *names * macro->parameter_count);
	}
	arrfree(names);
	*at = i + 1;
	return fine;
}

bool macro_read(struct macro *macro, struct arena *arena, const char *definition, size_t length) {
	*macro = (struct macro){ 0 };
	struct lex_token *lexed = lex(definition, (struct span){ 0, (uint32_t)length });
	size_t count = arrlenu(lexed), at = 1;
	struct expand_token *tokens = ARENA_ARRAY(arena, struct expand_token, count + 1);
	for (size_t i = 0; i < count; i++) tokens[i] = from_lex(arena, definition, &lexed[i]);
	arrfree(lexed);
	if (count == 0 || tokens[0].kind != LEX_IDENTIFIER) return false;
	macro->name = arena_strndup(arena, tokens[0].text, tokens[0].length);
	if (count > 1 && is_text(&tokens[1], "(") && !(tokens[1].flags & LEX_SPACE)) {
		macro->function_like = true;
		at = 2;
		if (!read_parameters(macro, arena, tokens, count, &at)) return false;
	}
	macro->body = tokens + at;
	macro->body_count = count - at;
	if (macro->body_count) macro->body[0].flags &= (uint8_t)~LEX_SPACE;
	return true;
}

bool macro_is_itself(const struct macro *macro) {
	return !macro->builtin && !macro->function_like && macro->body_count == 1 && is_text(&macro->body[0], macro->name);
}

/* Index of the parameter that the name is, or -1. */
static int find_parameter(const struct macro *macro, const struct expand_token *token) {
	if (token->kind != LEX_IDENTIFIER) return -1;
	for (size_t i = 0; i < macro->parameter_count; i++)
		if (is_text(token, macro->parameters[i])) return (int)i;
	return -1;
}

/* ---- streams -------------------------------------------------------------------------------------------------- */

static void fail(struct expander *x, enum expand_problem problem) {
	if (x->result->problem == EXPAND_FINE) x->result->problem = problem;
}

static void count_tokens(struct expander *x, size_t count) {
	x->made += count;
	if (x->made > MOST_TOKENS) fail(x, EXPAND_TOO_LONG);
}

static void break_call(struct expander *x, uint32_t call) {
	if (call != NO_CALL) x->result->calls[call].broken = true;
}

static void put(struct expander *x, struct expand_token token) {
	if (!is_marker(&token)) {
		if (x->pending_space) token.flags |= LEX_SPACE;
		x->pending_space = false;
	}
	arrput(x->output, token);
	count_tokens(x, 1);
}

static struct expand_token marker(enum expand_kind kind, uint32_t call) {
	return (struct expand_token){ .kind = (uint8_t)kind, .call = call, .origin = EXPAND_NOWHERE, .text = "" };
}

static void push(struct expander *x, struct stream stream) {
	if (stream.macro) stream.macro->active = true;
	arrput(x->streams, stream);
}

/* `collecting`: the arguments of a macro are being read, so that what the stream made mixes with other tokens. */
static void pop(struct expander *x, bool collecting) {
	struct stream stream = arrpop(x->streams);
	if (stream.macro) stream.macro->active = false;
	if (collecting)
		break_call(x, stream.call);
	else if (stream.call != NO_CALL)
		put(x, marker(EXPAND_END, stream.call));
	arrfree(stream.owned);
}

static void skip_file(struct expander *x) {
	size_t count = arrlenu(x->context->tokens);
	while (x->file_at < count && x->context->tokens[x->file_at].flags & (LEX_DIRECTIVE | LEX_INACTIVE)) x->file_at++;
}

static bool next(struct expander *x, struct expand_token *token, bool collecting) {
	for (;;) {
		if (arrlenu(x->streams) > x->floor) {
			struct stream *top = &arrlast(x->streams);
			if (top->at < top->count) {
				*token = top->tokens[top->at++];
				return true;
			}
			pop(x, collecting);
			continue;
		}
		if (x->argument || !collecting) return false;
		skip_file(x);
		if (x->file_at >= arrlenu(x->context->tokens)) return false;
		const struct lex_token *lexed = &x->context->tokens[x->file_at++];
		*token = from_lex(x->context->arena, x->context->text, lexed);
		token->origin = lexed->span.start;
		x->file_end = lexed->span.end;
		return true;
	}
}

static bool parenthesis_follows(struct expander *x) {
	for (size_t i = arrlenu(x->streams); i > x->floor; i--) {
		const struct stream *stream = &x->streams[i - 1];
		for (size_t k = stream->at; k < stream->count; k++)
			if (!is_marker(&stream->tokens[k])) return is_text(&stream->tokens[k], "(");
	}
	if (x->argument) return false;
	skip_file(x);
	return x->file_at < arrlenu(x->context->tokens) && lex_is(x->context->text, &x->context->tokens[x->file_at], "(");
}

/* ---- arguments ------------------------------------------------------------------------------------------------ */

/* Markers whose other half is not in the same argument. */
static void break_halves(struct expander *x, const struct expand_token *tokens) {
	uint32_t *open = NULL;
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		if (tokens[i].kind == EXPAND_BEGIN) {
			arrput(open, tokens[i].call);
		} else if (tokens[i].kind == EXPAND_END) {
			if (arrlenu(open) && arrlast(open) == tokens[i].call)
				(void)arrpop(open);
			else
				break_call(x, tokens[i].call);
		}
	}
	for (size_t i = 0; i < arrlenu(open); i++) break_call(x, open[i]);
	arrfree(open);
}

static bool has_tokens(const struct expand_token *tokens) {
	for (size_t i = 0; i < arrlenu(tokens); i++)
		if (!is_marker(&tokens[i])) return true;
	return false;
}

static void note_argument_span(struct expander *x, const struct expand_token *raw, uint32_t after) {
	struct expand_argument argument = { .span = { after, after } };
	size_t count = arrlenu(raw);
	if (count && raw[0].origin != EXPAND_NOWHERE && raw[count - 1].origin != EXPAND_NOWHERE) {
		argument.span.start = raw[0].origin;
		/* In the file, spelling and length may differ by backslash-newlines. */
		size_t last = lex_find(x->context->tokens, raw[count - 1].origin);
		argument.span.end = x->context->tokens[last].span.end;
	}
	arrput(x->result->arguments, argument);
}

/* From the parenthesis behind the name to the one that closes it. `written` gets every token on the way. */
static bool read_arguments(struct expander *x, const struct macro *macro, struct argument **arguments,
                           struct expand_token **written) {
	struct expand_token token;
	do {
		if (!next(x, &token, true)) return false;
		if (is_marker(&token)) break_call(x, token.call);
	} while (is_marker(&token));
	arrput(*written, token);
	uint32_t after = token.origin == EXPAND_NOWHERE ? EXPAND_NOWHERE : token.origin + 1;
	if (after != EXPAND_NOWHERE) arrsetlen(x->result->arguments, 0);
	struct argument argument = { 0 };
	for (size_t depth = 0;;) {
		if (!next(x, &token, true)) {
			arrfree(argument.raw);
			return false;
		}
		if (is_marker(&token)) {
			arrput(argument.raw, token);
			continue;
		}
		count_tokens(x, 1);
		if (token.kind == LEX_IDENTIFIER) {
			struct macro *meant = x->context->lookup(x->context->arg, token.text, token.length);
			if (meant && meant->active) token.flags |= EXPAND_PAINTED;
		}
		arrput(*written, token);
		bool closes = depth == 0 && is_text(&token, ")");
		bool separates = depth == 0 && is_text(&token, ",") &&
		                 !(macro->variadic && arrlenu(*arguments) + 1 == macro->parameter_count);
		if (closes || separates) {
			break_halves(x, argument.raw);
			if (after != EXPAND_NOWHERE) note_argument_span(x, argument.raw, after);
			if (after != EXPAND_NOWHERE && token.origin != EXPAND_NOWHERE) after = token.origin + 1;
			arrput(*arguments, argument);
			argument = (struct argument){ 0 };
			if (closes) break;
			continue;
		}
		if (is_text(&token, "("))
			depth++;
		else if (is_text(&token, ")"))
			depth--;
		arrput(argument.raw, token);
	}
	size_t given = arrlenu(*arguments);
	if (macro->parameter_count == 0 && given == 1 && !has_tokens((*arguments)[0].raw)) {
		arrfree((*arguments)[0].raw);
		arrsetlen(*arguments, 0);
		if (after != EXPAND_NOWHERE) arrsetlen(x->result->arguments, 0);
	} else if (macro->variadic && given + 1 == macro->parameter_count) {
		arrput(*arguments, (struct argument){ .omitted = true });
	} else if (given != macro->parameter_count) {
		fail(x, EXPAND_ARGUMENT_COUNT);
	} else if (macro->variadic && given == 1 && !has_tokens((*arguments)[0].raw)) {
		(*arguments)[0].omitted = true;
	}
	return true;
}

static void run(struct expander *x);

static const struct expand_token *expanded(struct expander *x, struct argument *argument) {
	if (argument->is_expanded) return argument->expanded;
	argument->is_expanded = true;
	if (++x->depth > DEEPEST) {
		fail(x, EXPAND_TOO_LONG);
		x->depth--;
		return NULL;
	}
	size_t floor = x->floor;
	bool inside = x->argument, space = x->pending_space;
	struct expand_token *output = x->output;
	x->output = NULL;
	x->floor = arrlenu(x->streams);
	x->argument = true;
	x->pending_space = false;
	push(x, (struct stream){ .tokens = argument->raw, .count = arrlenu(argument->raw), .call = NO_CALL });
	run(x);
	argument->expanded = x->output;
	x->output = output;
	x->floor = floor;
	x->argument = inside;
	x->pending_space = space;
	x->depth--;
	return argument->expanded;
}

/* ---- # and ## ------------------------------------------------------------------------------------------------- */

static void note_literals(struct expander *x, const struct expand_token *tokens, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (tokens[i].kind == LEX_IDENTIFIER && tokens[i].origin != EXPAND_NOWHERE)
			arrput(x->literals, tokens[i].origin);
}

static struct expand_token made_token(struct expander *x, struct text *spelling, enum lex_kind kind) {
	struct expand_token token = {
		.text = arena_strndup(x->context->arena, spelling->data ? spelling->data : "", spelling->length),
		.length = (uint32_t)spelling->length,
		.kind = (uint8_t)kind,
		.origin = EXPAND_NOWHERE,
	};
	text_release(spelling);
	return token;
}

static void add_escaped(struct text *spelling, const char *text, size_t length) {
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"' || text[i] == '\\') text_putc(spelling, '\\');
		text_putc(spelling, text[i]);
	}
}

static struct expand_token stringify(struct expander *x, const struct expand_token *tokens) {
	struct text spelling = { 0 };
	text_putc(&spelling, '"');
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		const struct expand_token *token = &tokens[i];
		if (is_marker(token)) continue;
		if (token->flags & LEX_SPACE && spelling.length > 1) text_putc(&spelling, ' ');
		if (token->kind == LEX_STRING || token->kind == LEX_CHARACTER)
			add_escaped(&spelling, token->text, token->length);
		else
			text_add(&spelling, token->text, token->length);
	}
	note_literals(x, tokens, arrlenu(tokens));
	text_putc(&spelling, '"');
	return made_token(x, &spelling, LEX_STRING);
}

/* The last token of `left` becomes one with the first of `right`; the rest of `right` follows. Both have tokens. */
static void paste(struct expander *x, struct expand_token **left, struct expand_token *right) {
	while (is_marker(&arrlast(*left))) break_call(x, arrpop(*left).call);
	size_t first = 0;
	while (is_marker(&right[first])) break_call(x, right[first++].call);
	struct expand_token before = arrpop(*left);
	note_literals(x, &before, 1);
	note_literals(x, &right[first], 1);

	struct text spelling = { 0 };
	text_add(&spelling, before.text, before.length);
	text_add(&spelling, right[first].text, right[first].length);
	struct lex_token *tokens = lex(spelling.data, (struct span){ 0, (uint32_t)spelling.length });
	bool one = arrlenu(tokens) == 1 && tokens[0].kind != LEX_OTHER;
	uint8_t kind = one ? tokens[0].kind : LEX_OTHER;
	arrfree(tokens);
	if (one) {
		struct expand_token pasted = made_token(x, &spelling, kind);
		pasted.flags = before.flags & LEX_SPACE;
		arrput(*left, pasted);
	} else { /* the compiler has refused it, or, for assembler, kept both */
		text_release(&spelling);
		arrput(*left, before);
		arrput(*left, right[first]);
	}
	for (size_t i = first + 1; i < arrlenu(right); i++) arrput(*left, right[i]);
}

static bool is_hash(const struct expand_token *token) { return is_text(token, "#") || is_text(token, "%:"); }
static bool is_paste(const struct expand_token *token) { return is_text(token, "##") || is_text(token, "%:%:"); }

/* ---- substitution --------------------------------------------------------------------------------------------- */

struct substitution {
	struct expander *x;
	const struct macro *macro;
	struct argument *arguments;
};

static struct argument *variadic_argument(const struct substitution *s) {
	return s->macro->variadic && s->arguments ? &s->arguments[s->macro->parameter_count - 1] : NULL;
}

/* body[at] is __VA_OPT__ with its parentheses: index of the last one; 0 when it is not. */
static size_t optional_end(const struct substitution *s, size_t at, size_t to) {
	const struct expand_token *body = s->macro->body;
	if (!s->macro->variadic || !is_text(&body[at], "__VA_OPT__") || at + 1 >= to || !is_text(&body[at + 1], "("))
		return 0;
	size_t depth = 0;
	for (size_t i = at + 1; i < to; i++) {
		if (is_text(&body[i], "("))
			depth++;
		else if (is_text(&body[i], ")") && --depth == 0)
			return i;
	}
	return 0;
}

static struct expand_token *substitute(const struct substitution *s, size_t from, size_t to);

static struct expand_token *optional(const struct substitution *s, size_t at, size_t end) {
	struct argument *variadic = variadic_argument(s);
	if (!variadic || !has_tokens(expanded(s->x, variadic))) return NULL;
	return substitute(s, at + 2, end);
}

static void append(struct expand_token **to, const struct expand_token *tokens) {
	for (size_t i = 0; i < arrlenu(tokens); i++) arrput(*to, tokens[i]);
}

static void set_space(struct expand_token *tokens, uint8_t flags) {
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		if (is_marker(&tokens[i])) continue;
		tokens[i].flags = (uint8_t)((tokens[i].flags & ~LEX_SPACE) | (flags & LEX_SPACE));
		return;
	}
}

/* What the operand at *at of the body stands for; *at ends on its last token. */
static struct expand_token *operand(const struct substitution *s, size_t *at, size_t to, bool pasting) {
	const struct expand_token *body = s->macro->body, *token = &body[*at];
	struct expand_token *made = NULL;
	if (s->macro->function_like && is_hash(token) && *at + 1 < to) {
		int parameter = find_parameter(s->macro, &body[*at + 1]);
		size_t end = optional_end(s, *at + 1, to);
		if (parameter >= 0) {
			arrput(made, stringify(s->x, s->arguments[parameter].raw));
			*at += 1;
		} else if (end) {
			struct expand_token *inner = optional(s, *at + 1, end);
			arrput(made, stringify(s->x, inner));
			arrfree(inner);
			*at = end;
		} else {
			arrput(made, *token);
		}
	} else if (optional_end(s, *at, to)) {
		size_t end = optional_end(s, *at, to);
		made = optional(s, *at, end);
		*at = end;
	} else {
		int parameter = find_parameter(s->macro, token);
		if (parameter < 0) {
			arrput(made, *token);
		} else {
			bool raw = pasting || (*at + 1 < to && is_paste(&body[*at + 1]));
			struct argument *argument = &s->arguments[parameter];
			append(&made, raw ? argument->raw : expanded(s->x, argument));
		}
	}
	set_space(made, token->flags);
	return made;
}

/* Body tokens from … to-1 with arguments in place of parameters. */
static struct expand_token *substitute(const struct substitution *s, size_t from, size_t to) {
	const struct macro *macro = s->macro;
	struct expand_token *result = NULL;
	bool pasting = false, left_empty = false; /* the operand on the left has no tokens */
	bool space = false;                       /* nothing took the place of a parameter that had a blank before it */
	for (size_t i = from; i < to && s->x->result->problem == EXPAND_FINE; i++) {
		const struct expand_token *token = &macro->body[i];
		if (is_paste(token) && i > from && i + 1 < to) {
			pasting = true;
			continue;
		}
		/* `, ## __VA_ARGS__` */
		if (pasting && macro->variadic && find_parameter(macro, token) == (int)macro->parameter_count - 1 &&
		    i >= from + 2 && is_text(&macro->body[i - 2], ",") && arrlenu(result) && is_text(&arrlast(result), ",")) {
			struct argument *variadic = variadic_argument(s);
			if (has_tokens(variadic->raw)) {
				pasting = false;
				struct expand_token *made = NULL;
				append(&made, variadic->raw);
				set_space(made, token->flags);
				note_literals(s->x, made, 1);
				append(&result, made);
				arrfree(made);
				left_empty = false;
				continue;
			}
			if (variadic->omitted && (!s->x->context->strict || macro->parameter_count > 1)) {
				(void)arrpop(result);
				pasting = false;
				left_empty = true;
				continue;
			}
		}
		struct expand_token *made = operand(s, &i, to, pasting);
		count_tokens(s->x, arrlenu(made));
		bool empty = !has_tokens(made);
		if (empty && !pasting && token->flags & LEX_SPACE)
			space = true;
		else if (!empty && space) {
			set_space(made, LEX_SPACE);
			space = false;
		}
		if (pasting && !left_empty && !empty) {
			paste(s->x, &result, made);
		} else if (pasting && !left_empty) { /* nothing on the right: the left operand stays */
		} else {
			append(&result, made);
			left_empty = empty;
		}
		pasting = false;
		arrfree(made);
	}
	return result;
}

/* ---- expansion ------------------------------------------------------------------------------------------------ */

static uint32_t note_call(struct expander *x, const struct macro *macro, const struct expand_token *written) {
	struct expand_call call = { .macro = macro, .written_count = arrlenu(written) };
	struct expand_token *copy = ARENA_ARRAY(x->context->arena, struct expand_token, call.written_count + 1);
	memcpy(copy, written, sizeof *written * call.written_count);
	call.written = copy;
	arrput(x->result->calls, call);
	return (uint32_t)(arrlenu(x->result->calls) - 1);
}

/** Where the file has a name, or else the innermost call that it came from. */
static uint32_t origin_of(const struct expander *x, const struct expand_token *name) {
	if (name->origin != EXPAND_NOWHERE) return name->origin;
	for (size_t i = arrlenu(x->streams); i-- > 0;)
		if (x->streams[i].macro) return x->streams[i].origin;
	return x->result->span.start;
}

/** What was written is not to be read again, as it would say something else. */
static void break_calls(struct expander *x) {
	for (size_t i = 0; i < arrlenu(x->streams); i++) break_call(x, x->streams[i].call);
}

/** An invocation of several lines is printed on its first one; what is called further down has a line of its own. */
static uint32_t line_of(struct expander *x, const struct expand_token *name) {
	const struct expand_context *context = x->context;
	uint32_t line = context->line_at ? context->line_at(context->arg, origin_of(x, name)) : context->line;
	if (line != context->line) {
		x->lines_below++;
		break_calls(x);
	}
	return line;
}

static void expand_builtin(struct expander *x, const struct expand_token *name, const struct macro *macro) {
	const char *path = x->context->path ? x->context->path : "";
	const char *slash = strrchr(path, '/');
	size_t lines_below = x->lines_below;
	struct text spelling = { 0 };
	enum lex_kind kind = LEX_NUMBER;
	switch (macro->builtin) {
	case MACRO_LINE: text_printf(&spelling, "%u", line_of(x, name)); break;
	case MACRO_INCLUDE_LEVEL: text_puts(&spelling, "0"); break;
	case MACRO_COUNTER:
		text_printf(&spelling, "%u",
		            (x->context->counter ? x->context->counter(x->context->arg) : 0) + x->result->counters);
		x->result->counters++;
		break_calls(x);
		break;
	case MACRO_FILE:
	case MACRO_BASE_FILE:
	case MACRO_FILE_NAME:
		if (macro->builtin == MACRO_FILE_NAME && slash) path = slash + 1;
		kind = LEX_STRING;
		text_putc(&spelling, '"');
		add_escaped(&spelling, path, strlen(path));
		text_putc(&spelling, '"');
		break;
	case MACRO_DEFINED: break;
	}
	struct expand_token value = made_token(x, &spelling, kind);
	value.flags = name->flags & LEX_SPACE;
	if (macro->builtin == MACRO_COUNTER) { /* never written as it was: each mention counts */
		value.macro = macro;
		put(x, value);
		return;
	}
	struct expand_token *written = NULL;
	arrput(written, *name);
	uint32_t call = note_call(x, macro, written);
	arrfree(written);
	if (x->lines_below != lines_below) break_call(x, call);
	put(x, marker(EXPAND_BEGIN, call));
	put(x, value);
	put(x, marker(EXPAND_END, call));
}

static void free_arguments(struct argument *arguments) {
	for (size_t i = 0; i < arrlenu(arguments); i++) {
		arrfree(arguments[i].raw);
		arrfree(arguments[i].expanded);
	}
	arrfree(arguments);
}

static void expand_macro(struct expander *x, const struct expand_token *name, struct macro *macro) {
	struct substitution s = { .x = x, .macro = macro };
	struct expand_token *written = NULL;
	uint32_t counters = x->result->counters;
	size_t lines_below = x->lines_below;
	arrput(written, *name);
	if (macro->function_like && !read_arguments(x, macro, &s.arguments, &written)) fail(x, EXPAND_UNTERMINATED);
	if (x->result->problem == EXPAND_FINE) {
		struct expand_token *made = substitute(&s, 0, macro->body_count);
		uint32_t call = note_call(x, macro, written);
		if (x->result->counters != counters || x->lines_below != lines_below) break_call(x, call);
		/* The blank before the name is one before whatever takes its place. */
		if (arrlenu(made))
			set_space(made, name->flags);
		else if (name->flags & LEX_SPACE)
			x->pending_space = true;
		put(x, marker(EXPAND_BEGIN, call));
		push(x, (struct stream){ .tokens = made,
		                         .owned = made,
		                         .count = arrlenu(made),
		                         .macro = macro,
		                         .call = call,
		                         .origin = origin_of(x, name) });
	}
	free_arguments(s.arguments);
	arrfree(written);
}

/* Reads everything above the floor into the output, expanding. */
static void run(struct expander *x) {
	struct expand_token token;
	while (x->result->problem == EXPAND_FINE && next(x, &token, false)) {
		if (token.kind != LEX_IDENTIFIER) {
			put(x, token);
			continue;
		}
		struct macro *macro = x->context->lookup(x->context->arg, token.text, token.length);
		token.macro = NULL;
		if (!macro) {
			put(x, token);
		} else if (macro->keyword) {
			token.flags |= EXPAND_KEYWORD;
			put(x, token);
		} else if (token.flags & EXPAND_PAINTED || macro->active) {
			token.flags |= EXPAND_PAINTED;
			token.macro = macro;
			put(x, token);
		} else if (macro->builtin) {
			expand_builtin(x, &token, macro);
		} else if (macro->function_like && !parenthesis_follows(x)) {
			token.macro = macro;
			put(x, token);
		} else {
			expand_macro(x, &token, macro);
		}
	}
	while (arrlenu(x->streams) > x->floor) pop(x, x->result->problem != EXPAND_FINE);
}

static void note_arguments(struct expander *x) {
	for (size_t i = 0; i < arrlenu(x->literals); i++)
		for (size_t k = 0; k < arrlenu(x->result->arguments); k++) {
			struct expand_argument *argument = &x->result->arguments[k];
			if (x->literals[i] >= argument->span.start && x->literals[i] < argument->span.end) argument->literal = true;
		}
}

void expand(struct expansion *expansion, const struct expand_context *context, size_t name) {
	*expansion = (struct expansion){ 0 };
	const struct lex_token *lexed = &context->tokens[name];
	struct expander x = { .context = context, .result = expansion, .file_at = name + 1, .file_end = lexed->span.end };
	struct expand_token first = from_lex(context->arena, context->text, lexed);
	first.origin = expansion->span.start = lexed->span.start;
	push(&x, (struct stream){ .tokens = &first, .count = 1, .call = NO_CALL });
	run(&x);
	note_arguments(&x);
	expansion->tokens = x.output;
	expansion->span = (struct span){ lexed->span.start, x.file_end };
	expansion->expanded = arrlenu(expansion->calls) > 0 || expansion->counters > 0;
	expansion->literals = x.literals;
	arrfree(x.streams);
}

void expansion_release(struct expansion *expansion) {
	arrfree(expansion->tokens);
	arrfree(expansion->calls);
	arrfree(expansion->arguments);
	arrfree(expansion->literals);
}

/* ---- printing ------------------------------------------------------------------------------------------------- */

bool expand_merges(const char *left, size_t left_length, const char *right, size_t right_length) {
	if (!left_length || !right_length) return false;
	unsigned char a = (unsigned char)left[left_length - 1], b = (unsigned char)right[0];
	if (strchr("()[]{};,~", a) || strchr("()[]{};,~", b)) return false;
	struct text both = { 0 };
	text_add(&both, left, left_length);
	text_add(&both, right, right_length);
	struct lex_token *tokens = lex(both.data, (struct span){ 0, (uint32_t)both.length });
	bool merges = !arrlenu(tokens) || tokens[0].span.end != left_length;
	arrfree(tokens);
	text_release(&both);
	return merges;
}

struct printer {
	struct text *text;
	const struct expansion *expansion;
	const bool *folded;
	const struct expand_guard *guard;
	size_t start; /* where the text began */
	struct expand_token last;
	const struct macro *refused;
	bool *keywords; /* for each open parenthesis: inside one of a keyword */
};

static void write_token(struct printer *p, const struct expand_token *token) {
	if (p->text->length > p->start &&
	    (token->flags & LEX_SPACE || expand_merges(p->last.text, p->last.length, token->text, token->length)))
		text_putc(p->text, ' ');
	text_add(p->text, token->text, token->length);
	p->last = *token;
}

static bool is_statement_keyword(const struct expand_token *token) {
	static const char *const table[] = {
		"if",         "while",    "for",           "switch",  "sizeof",         "return",
		"_Generic",   "_Alignof", "_Alignas",      "_Atomic", "_Static_assert", "typeof",
		"__typeof__", "__typeof", "__attribute__", "asm",     "__asm__",        "__asm",
		"else",       "do",       "case",          "goto"
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (is_text(token, table[i])) return true;
	return false;
}

static bool inside_keyword(const struct printer *p) {
	return arrlenu(p->keywords) ? arrlast(p->keywords) : p->guard && p->guard->inside_keyword;
}

/* A name that would be expanded when the text is read again, as a parenthesis follows.
 *
 * Behind CO__NOTHING, which is there and empty in both readings of <cogen.h>, it is not. But the argument of a macro is
 * read twice, the second time without CO__NOTHING: in there the name stands in parentheses, where C lets it. */
static void write_guarded(struct printer *p, const struct expand_token *token) {
	bool member = is_text(&p->last, ".") || is_text(&p->last, "->");
	if (inside_keyword(p) && !(p->text->length > p->start && member) && !is_statement_keyword(token)) {
		struct expand_token open = {
			.text = "(", .length = 1, .kind = LEX_PUNCTUATOR, .flags = token->flags & LEX_SPACE
		};
		struct expand_token name = *token;
		name.flags = 0;
		write_token(p, &open);
		write_token(p, &name);
		open.text = ")";
		open.flags = 0;
		write_token(p, &open);
	} else {
		struct expand_token nothing = {
			.text = "CO__NOTHING", .length = sizeof "CO__NOTHING" - 1, .kind = LEX_IDENTIFIER, .flags = LEX_SPACE
		};
		write_token(p, token);
		write_token(p, &nothing);
	}
}

static bool opens_behind(const struct expand_guard *guard) {
	if (!guard || !guard->behind) return false;
	size_t length = guard->behind_length < UINT32_MAX ? guard->behind_length : UINT32_MAX;
	struct lex_token *tokens = lex(guard->behind, (struct span){ 0, (uint32_t)length });
	bool opens = arrlenu(tokens) && !(tokens[0].flags & LEX_DIRECTIVE) && lex_is(guard->behind, &tokens[0], "(");
	arrfree(tokens);
	return opens;
}

static void write_list(struct printer *p, const struct expand_token *tokens, size_t count) {
	for (size_t i = 0; i < count; i++) {
		const struct expand_token *token = &tokens[i];
		if (token->kind == EXPAND_BEGIN && p->folded && p->folded[token->call]) {
			size_t end = i + 1;
			while (end < count && !(tokens[end].kind == EXPAND_END && tokens[end].call == token->call)) end++;
			if (end < count) {
				const struct expand_call *call = &p->expansion->calls[token->call];
				for (size_t k = 0; k < call->written_count; k++)
					if (!is_marker(&call->written[k])) write_token(p, &call->written[k]);
				i = end;
				continue;
			}
		}
		if (is_marker(token)) continue;
		if (token->kind == LEX_PUNCTUATOR && is_text(token, "(")) {
			bool inside = inside_keyword(p) || p->last.flags & EXPAND_KEYWORD;
			arrput(p->keywords, inside);
		} else if (token->kind == LEX_PUNCTUATOR && is_text(token, ")") && arrlenu(p->keywords)) {
			(void)arrpop(p->keywords);
		}
		if (token->kind == LEX_IDENTIFIER && token->macro) {
			size_t follow = i + 1;
			while (follow < count && is_marker(&tokens[follow])) follow++;
			bool opens = follow < count ? is_text(&tokens[follow], "(") : opens_behind(p->guard);
			if (!token->macro->function_like) {
				bool hidden = p->guard && p->guard->is_hidden && p->guard->is_hidden(p->guard->arg, token->macro);
				if (!p->refused && !hidden && !macro_is_itself(token->macro)) p->refused = token->macro;
			} else if (opens) {
				write_guarded(p, token);
				continue;
			}
		}
		write_token(p, token);
	}
}

const struct macro *expand_print(struct text *text, const struct expansion *expansion, const bool *folded,
                                 const struct expand_guard *guard) {
	struct printer p = {
		.text = text, .expansion = expansion, .folded = folded, .guard = guard, .start = text->length
	};
	write_list(&p, expansion->tokens, arrlenu(expansion->tokens));
	arrfree(p.keywords);
	return p.refused;
}
