/* Turns csmith programs into annotated ones: every function becomes an async function, every call of one is awaited, and
 * suspensions are put before statements and, at random, inside expressions.
 *
 *     annotate [-s PERCENT] [-e PERCENT] SEED.program.c... > random.co.c        annotate -n SEED.program.c... > oracle.c
 *
 *     -s  statements that a suspension is put before (100)
 *     -e  constants, calls and values of variables (members, elements, structures, what pointers lead to) that one is put inside (10)
 *     -n  nothing is annotated
 *
 * The number that the name of a file begins with is the seed of the choices in it.
 *
 * As a program takes as long to start the compilers on as to compile, several become one: the names of the nth get `pN_` in
 * front, and the first argument of the whole says which one is to run.
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
static bool plain;                           /* -n */
static unsigned program;                     /* number of the file */
static const struct token *result, *result_end; /* T of func_1, for main */

static void die(const char *what) {
	fprintf(stderr, "annotate: %s\n", what);
	exit(2);
}

static bool chance(unsigned percent) {
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 33) % 100 < percent;
}

/* A file, whole, with a NUL behind it. */
static char *read_input(const char *path) {
	size_t size = 0, room = 1 << 16;
	FILE *file = fopen(path, "r");
	char *text = malloc(room);
	while (text && file) {
		size += fread(text + size, 1, room - size - 1, file);
		if (size < room - 1) break;
		text = realloc(text, room *= 2);
	}
	if (!text || !file || ferror(file)) die("cannot read the input");
	text[size] = 0;
	fclose(file);
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
	token_count = 0;
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

/* g_1, func_1, S1: a letter or more, and a number. */
static bool numbered(const struct token *token, const char *letters) {
	return starts(token, letters) && isdigit((unsigned char)token->start[strlen(letters)]);
}

static bool at_file_scope(const struct token *token) {
	return numbered(token, "g_") || numbered(token, "func_") || numbered(token, "S") || numbered(token, "U") || is(token, "main");
}

static void put_blanks(const struct token *token) {
	fwrite(token->before, 1, (size_t)(token->start - token->before), stdout);
}

static void put_token(const struct token *token) {
	if (at_file_scope(token)) printf("p%u_", program);
	fwrite(token->start, 1, token->length, stdout);
}

static void put(const struct token *token) {
	put_blanks(token);
	put_token(token);
}

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

/* A mark of one character or two. */
static bool mark(const struct token *token, const char *text) {
	return token->kind == MARK && *token->start == text[0] &&
	       (!text[1] || (token[1].kind == MARK && token[1].start == token->start + 1 && *token[1].start == text[1]));
}

static bool mark_behind(const struct token *token, const char *text) { return mark(token - 1, text); }

/* Behind a variable, its members and its elements, where it is read and nothing else: what follows. NULL where it may be written,
 * or its address taken, or an operand of its own has to be awaited. */
static const struct token *value(const struct token *token) {
	const struct token *before = token - 1, *at = token + 1;
	if (!numbered(token, "l_") && !numbered(token, "g_") && !numbered(token, "p_")) return NULL;
	if (mark_behind(before, "++") || mark_behind(before, "--")) return NULL;
	if (!is(before, "return") && !(before->kind == MARK && strchr("(,=<>|^+-!?*", *before->start)) && !mark_behind(before, "&&"))
		return NULL;
	for (;;) {
		if (mark(at, ".") || mark(at, "->")) {
			at += mark(at, ".") ? 2 : 3;
		} else if (mark(at, "[")) {
			unsigned open = 0;
			do {
				if (at->kind == END || starts(at, "func_")) return NULL;
				open += is(at, "[");
				open -= is(at, "]");
				at++;
			} while (open);
		} else {
			break;
		}
	}
	if (at->kind != MARK || !strchr("),;=!<>&|^?:", *at->start)) return NULL;
	if (is(before, "*")) return at; /* of what it points to, anything may be done */
	if (mark(at, "=") && !mark(at, "==")) return NULL;
	if (mark(at, "|=") || mark(at, "&=") || mark(at, "^=") || mark(at, "<<") || mark(at, ">>")) return NULL;
	return at;
}

static void put_result(void) {
	fputs("co_run(", stdout);
	for (const struct token *token = result; token < result_end; token++) put(token);
	fputs(", ", stdout);
}

/* The body of a function, from its `{`; what follows it. A plain 0 and what follows a `)` may be a null pointer, which it is no
 * longer inside an expression that suspends. */
static const struct token *body(const struct token *token, bool coroutine) {
	const size_t outside = depth;
	bool declaration = false, assigned = false, of_static = false;
	bool safe_call = false; /* the next `(` opens a call that a suspension was put in front of */
	const struct token *behind;

	do {
		const struct token *next = token + 1;
		if (token->kind == END) die("the program ends in a function");
		if (is(token, "{")) {
			bool initialiser = depth > outside && (brackets[depth - 1].initialiser || is(token - 1, "="));
			put(token);
			open_bracket('{', initialiser, false);
			if (!initialiser) {
				declaration = begins_declaration(next);
				assigned = false;
				of_static = is(next, "static");
				if (coroutine) pause_before_statement();
			}
		} else if (is(token, "}")) {
			bool initialiser = brackets[--depth].initialiser;
			put(token);
			if (!initialiser) {
				declaration = begins_declaration(next);
				assigned = false;
				of_static = is(next, "static");
				if (coroutine && depth > outside && !is(next, "else")) pause_before_statement();
			}
		} else if (is(token, ";")) {
			put(token);
			if (brackets[depth - 1].open == '{') {
				declaration = begins_declaration(next);
				assigned = false;
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
				put_result();
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
		} else if (coroutine && !of_static && !(declaration && !assigned) && chance(expression_percent) && (behind = value(token))) {
			put_blanks(token);
			fputs("(await pause_here(), ", stdout);
			put_token(token);
			while (token + 1 < behind) put(++token);
			fputc(')', stdout);
		} else {
			assigned |= is(token, "=");
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

	for (; !plain && at->kind != END && !is(at, ";") && !is(at, "{") && !is(at, "=") && !name; at++) {
		if (is(at + 1, "(") && starts(at, "func_")) name = at;
		if (is(at + 1, "(") && is(at, "main")) is_main = true;
	}
	if (name) {
		for (; is(token, "static") || is(token, "inline"); token++) put(token);
		const struct token *type = token;
		fputs(" async(", stdout);
		if (is(name, "func_1")) result = type, result_end = name;
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

/* One program; the first brings what all use. */
static void annotate(const char *path) {
	char *text = read_input(path);
	tokenise(text);
	const struct token *token = tokens;
	bool begun = plain || program > 0;
	depth = 0;
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
	free(tokens);
	free(text);
}

int main(int argc, char **argv) {
	int i = 1;
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (argv[i][1] == 'n') {
			plain = true;
			continue;
		}
		unsigned value = i + 1 < argc ? number(argv[i + 1]) : 0;
		switch (argv[i++][1]) {
		case 's': statement_percent = value; break;
		case 'e': expression_percent = value; break;
		default: die("usage: annotate [-n] [-s PERCENT] [-e PERCENT] SEED.program.c...");
		}
	}
	if (i >= argc) die("usage: annotate [-n] [-s PERCENT] [-e PERCENT] SEED.program.c...");
	for (; i < argc; i++, program++) {
		random_state = strtoul(argv[i], NULL, 10) * 2654435761u + 1;
		annotate(argv[i]);
	}
	printf("\nint main(int argc, char *argv[]) {\n\tswitch (argc > 1 ? argv[1][0] - '0' : 0) {\n");
	if (program > 10) die("ten programs at most");
	for (unsigned n = 0; n < program; n++) printf("\tcase %u: return p%u_main(argc - 1, argv + 1);\n", n, n);
	printf("\t}\n\treturn 2;\n}\n");
	return ferror(stdout) || fclose(stdout) ? 2 : 0;
}
