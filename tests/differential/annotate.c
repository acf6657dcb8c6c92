/* Turns a csmith program into an annotated one: every function becomes an async function, every call of one is awaited, and
 * suspensions are put before statements and, at random, inside expressions.
 *
 *     annotate [-s PERCENT] [-e PERCENT] [-r SEED] < random.c > random.co.c
 *
 *     -s  statements that a suspension is put before (100)    -e  constants and calls that one is put inside (10)
 *     -r  seed of the choice (1)
 *
 * In: what csmith writes, which is regular: functions are `static T func_N(parameters)`, all else that has a name is called
 * otherwise; branches and loops have braces; there is no switch, no sizeof, no function pointer. Out: the same program, which must
 * print the same checksum. What must hold: nothing but the keywords changes the meaning of a token; a suspension has no
 * effect and no value that is used. The output read with tests/language/plain is again an ordinary program. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NAME, NUMBER, TEXT, MARK, END };

struct token {
	enum kind kind;
	const char *start; /* of the token */
	size_t length;
	const char *before; /* of the blanks and comments in front of it */
};

/* What an open bracket is, and what closing it adds. */
struct bracket {
	char open;
	bool initialiser;
	bool awaited;
};

static const char prologue[] = "#include <cogen.h>\n"
                               "\n"
                               "/* Suspends often enough to reach every state, and seldom enough for long loops. */\n"
                               "static async(void) pause_here(void) {\n"
                               "\tstatic unsigned turns;\n"
                               "\tif (turns++ < 4000 || turns % 61 == 0) await co_sleep(0);\n"
                               "}\n";

static struct token *tokens;
static size_t token_count;
static struct bracket brackets[4096];
static size_t depth;
static unsigned statement_percent = 100, expression_percent = 10;
static uint64_t random_state = 1;
static char first_result[256]; /* T of func_1, for main */

static void die(const char *what) {
	fprintf(stderr, "annotate: %s\n", what);
	exit(2);
}

static bool chance(unsigned percent) {
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 33) % 100 < percent;
}

/* stdin, whole, with a NUL behind it. */
static char *read_input(void) {
	size_t size = 0, room = 1 << 16;
	char *text = malloc(room);
	while (text) {
		size += fread(text + size, 1, room - size - 1, stdin);
		if (size < room - 1) break;
		text = realloc(text, room *= 2);
	}
	if (!text || ferror(stdin)) die("cannot read the input");
	text[size] = 0;
	return text;
}

static const char *skip_blanks(const char *at) {
	for (;;) {
		if (isspace((unsigned char)*at)) {
			at++;
		} else if (at[0] == '/' && at[1] == '*') {
			const char *end = strstr(at + 2, "*/");
			at = end ? end + 2 : at + strlen(at);
		} else if (at[0] == '/' && at[1] == '/') {
			at += strcspn(at, "\n");
		} else {
			return at;
		}
	}
}

/* A directive is one token of kind TEXT. */
static void tokenise(const char *text) {
	size_t room = 1 << 12;
	const char *at = text;
	tokens = malloc(room * sizeof *tokens);
	for (;;) {
		if (token_count + 1 >= room) tokens = realloc(tokens, (room *= 2) * sizeof *tokens);
		if (!tokens) die("out of memory");
		struct token token = { .before = at };
		at = token.start = skip_blanks(at);
		if (!*at) {
			token.kind = END;
		} else if (*at == '#') {
			token.kind = TEXT;
			while (*at && *at != '\n') at += *at == '\\' && at[1] ? 2 : 1;
		} else if (isalpha((unsigned char)*at) || *at == '_') {
			token.kind = NAME;
			while (isalnum((unsigned char)*at) || *at == '_') at++;
		} else if (isdigit((unsigned char)*at)) {
			token.kind = NUMBER;
			while (isalnum((unsigned char)*at) || *at == '.' || ((*at == '-' || *at == '+') && strchr("ePp", at[-1]))) at++;
		} else if (*at == '"' || *at == '\'') {
			char quote = *at++;
			token.kind = TEXT;
			while (*at && *at != quote) at += *at == '\\' && at[1] ? 2 : 1;
			at += *at != 0;
		} else {
			token.kind = MARK;
			at++;
		}
		token.length = (size_t)(at - token.start);
		tokens[token_count++] = token;
		if (token.kind == END) return;
	}
}

static bool is(const struct token *token, const char *text) {
	return token->kind != END && token->length == strlen(text) && !memcmp(token->start, text, token->length);
}

static bool starts(const struct token *token, const char *text) {
	return token->kind == NAME && token->length > strlen(text) && !memcmp(token->start, text, strlen(text));
}

static void put(const struct token *token) {
	fwrite(token->before, 1, (size_t)(token->start + token->length - token->before), stdout);
}

static void put_blanks(const struct token *token) {
	fwrite(token->before, 1, (size_t)(token->start - token->before), stdout);
}

static void put_token(const struct token *token) { fwrite(token->start, 1, token->length, stdout); }

static void open_bracket(char open, bool initialiser, bool awaited) {
	if (depth == sizeof brackets / sizeof *brackets) die("brackets too deep");
	brackets[depth++] = (struct bracket){ open, initialiser, awaited };
}

static void pause_before_statement(void) {
	if (chance(statement_percent)) fputs(" await pause_here();", stdout);
}

static bool begins_declaration(const struct token *token) {
	static const char *const words[] = { "static", "const", "volatile", "register", "struct", "union",  "int",
		                                 "unsigned", "signed", "char",   "short",    "long",   "float", "double" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is(token, words[i])) return true;
	return token->kind == NAME && token->length > 2 && !memcmp(token->start + token->length - 2, "_t", 2);
}

/* A plain 0 and what follows a `)` may be a null pointer, which it is no longer inside an expression that suspends. */
/* The body of a function, from its `{`; what follows it. */
static const struct token *body(const struct token *token, bool coroutine) {
	const size_t outside = depth;
	bool declaration = false, of_static = false;
	bool safe_call = false; /* the next `(` opens a call that a suspension was put in front of */

	do {
		const struct token *next = token + 1;
		if (token->kind == END) die("the program ends in a function");
		if (is(token, "{")) {
			bool initialiser = depth > outside && (brackets[depth - 1].initialiser || is(token - 1, "="));
			put(token);
			open_bracket('{', initialiser, false);
			if (!initialiser) {
				declaration = begins_declaration(next);
				of_static = is(next, "static");
				if (coroutine) pause_before_statement();
			}
		} else if (is(token, "}")) {
			bool initialiser = brackets[--depth].initialiser;
			put(token);
			if (!initialiser) {
				declaration = begins_declaration(next);
				of_static = is(next, "static");
				if (coroutine && depth > outside && !is(next, "else")) pause_before_statement();
			}
		} else if (is(token, ";")) {
			put(token);
			if (brackets[depth - 1].open == '{') {
				declaration = begins_declaration(next);
				of_static = is(next, "static");
				if (coroutine) pause_before_statement();
			}
		} else if (is(token, "(") || is(token, "[")) {
			put(token);
			open_bracket(*token->start, false, safe_call);
			safe_call = false;
		} else if (is(token, ")") || is(token, "]")) {
			put(token);
			if (brackets[--depth].awaited) fputc(')', stdout);
		} else if (starts(token, "func_") && is(next, "(")) {
			put_blanks(token);
			if (coroutine)
				fputs("(await ", stdout);
			else
				printf("co_run(%s, ", first_result);
			put_token(token);
			safe_call = true;
		} else if (coroutine && !of_static && starts(token, "safe_") && is(next, "(") && chance(expression_percent)) {
			put_blanks(token);
			fputs("(await pause_here(), ", stdout);
			put_token(token);
			safe_call = true;
		} else if (coroutine && token->kind == NUMBER && !is(token, "0") && !of_static && !is(token - 1, ")") &&
		           !(declaration && brackets[depth - 1].open == '[') && chance(expression_percent)) {
			put_blanks(token);
			fputs("(await pause_here(), ", stdout);
			put_token(token);
			fputc(')', stdout);
		} else {
			put(token);
		}
		token++;
	} while (depth > outside);
	return token;
}

/* A declaration at file scope, to its `;` or to the end of its body; what follows it. */
static const struct token *external(const struct token *token) {
	const struct token *name = NULL, *at = token;
	bool is_main = false;

	for (; at->kind != END && !is(at, ";") && !is(at, "{") && !is(at, "=") && !name; at++) {
		if (is(at + 1, "(") && starts(at, "func_")) name = at;
		if (is(at + 1, "(") && is(at, "main")) is_main = true;
	}
	if (name) {
		for (; is(token, "static") || is(token, "inline"); token++) put(token);
		const struct token *type = token;
		fputs(" async(", stdout);
		if (is(name, "func_1"))
			snprintf(first_result, sizeof first_result, "%.*s", (int)(name - 1)->length + (int)((name - 1)->start - type->start),
			         type->start);
		for (; token < name; token++) put(token);
		fputs(")", stdout);
	}
	for (; token->kind != END && !is(token, ";") && !((name || is_main) && is(token, "{")); token++) put(token);
	if (is(token, "{")) return body(token, name != NULL);
	if (token->kind != END) put(token++);
	return token;
}

static unsigned number(const char *text) {
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	if (!*text || *end) die("not a number");
	return (unsigned)value;
}

int main(int argc, char **argv) {
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc || argv[i][0] != '-') die("usage: annotate [-s PERCENT] [-e PERCENT] [-r SEED]");
		unsigned value = number(argv[i + 1]);
		switch (argv[i][1]) {
		case 's': statement_percent = value; break;
		case 'e': expression_percent = value; break;
		case 'r': random_state = value * 2654435761u + 1; break;
		default: die("unknown option");
		}
	}
	tokenise(read_input());
	const struct token *token = tokens;
	bool begun = false;
	while (token->kind != END) {
		if (token->kind == TEXT) {
			put(token);
			if (!begun) printf("\n%s", prologue);
			begun = true;
			token++;
		} else {
			token = external(token);
		}
	}
	put_blanks(token);
	return ferror(stdout) || fclose(stdout) ? 2 : 0;
}
