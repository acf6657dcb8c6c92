/* Preprocessing tokens: see lex.h.
 *
 * One function per kind of token moves a cursor; peek() is the only place that knows backslash-newline, so that every
 * other function sees the text after translation phase 2. Runs of bytes that are no backslash need no such look:
 * run(). */
#include "lex.h"
#include "base/ds.h"
#include <string.h>

struct cursor {
	const char *text;
	uint32_t at, end;
};

/* Behind any backslash-newlines at `at`. */
static uint32_t skip_splices(const struct cursor *cursor, uint32_t at) {
	while (at < cursor->end && cursor->text[at] == '\\') {
		uint32_t next = at + 1;
		while (next < cursor->end &&
		       (cursor->text[next] == ' ' || cursor->text[next] == '\t' || cursor->text[next] == '\r'))
			next++; /* gcc and clang take blanks in between */
		if (next >= cursor->end || cursor->text[next] != '\n') break;
		at = next + 1;
	}
	return at;
}

uint32_t lex_behind_splices(const char *text, size_t length, uint32_t offset) {
	struct cursor cursor = { text, offset, (uint32_t)length };
	return skip_splices(&cursor, offset);
}

/* The character `ahead` places on, as an unsigned char; -1 at the end. */
static int peek(const struct cursor *cursor, unsigned ahead) {
	if (!ahead && cursor->at < cursor->end && cursor->text[cursor->at] != '\\')
		return (unsigned char)cursor->text[cursor->at];
	uint32_t at = skip_splices(cursor, cursor->at);
	for (; ahead; ahead--) {
		if (at >= cursor->end) return -1;
		at = skip_splices(cursor, at + 1);
	}
	return at < cursor->end ? (unsigned char)cursor->text[at] : -1;
}

static void advance(struct cursor *cursor, unsigned count) {
	if (count == 1 && cursor->at < cursor->end && cursor->text[cursor->at] != '\\') {
		cursor->at++;
		return;
	}
	for (; count; count--) {
		cursor->at = skip_splices(cursor, cursor->at);
		if (cursor->at < cursor->end) cursor->at++;
	}
}

static bool is_c23;

void lex_as(bool c23) { is_c23 = c23; }

static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_name_start(int c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
}
static bool is_name(int c) { return is_name_start(c) || is_digit(c); }
static bool is_plain_comment(int c) { return c != '*' && c != '\\'; }
static bool is_plain_quoted(int c) { return c != '"' && c != '\'' && c != '\n' && c != '\\'; }
static bool is_plain_line(int c) { return c != '\n' && c != '\\'; }
static bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == '\0'; }

/* Skips the bytes for which `belongs` holds, as far as they stand in a row; it holds for no backslash. */
static inline void run(struct cursor *cursor, bool (*belongs)(int)) {
	while (cursor->at < cursor->end && belongs((unsigned char)cursor->text[cursor->at])) cursor->at++;
}

static bool is_universal(const struct cursor *cursor, unsigned ahead) {
	return peek(cursor, ahead) == '\\' && (peek(cursor, ahead + 1) == 'u' || peek(cursor, ahead + 1) == 'U');
}

/* Skips blanks, newlines and comments; returns the flags of the token behind them. */
static uint8_t skip_blanks(struct cursor *cursor, uint8_t flags) {
	for (;;) {
		int c = peek(cursor, 0);
		if (c == '\n') {
			flags |= LEX_SPACE | LEX_FIRST;
			advance(cursor, 1);
		} else if (is_blank(c)) {
			flags |= LEX_SPACE;
			advance(cursor, 1);
			run(cursor, is_blank);
		} else if (c == '/' && peek(cursor, 1) == '*') {
			flags |= LEX_SPACE;
			advance(cursor, 2);
			while (peek(cursor, 0) >= 0 && !(peek(cursor, 0) == '*' && peek(cursor, 1) == '/')) {
				advance(cursor, 1);
				run(cursor, is_plain_comment);
			}
			advance(cursor, 2);
		} else if (c == '/' && peek(cursor, 1) == '/') {
			flags |= LEX_SPACE;
			while (peek(cursor, 0) >= 0 && peek(cursor, 0) != '\n') {
				advance(cursor, 1);
				run(cursor, is_plain_line);
			}
		} else {
			return flags;
		}
	}
}

static void read_name(struct cursor *cursor) {
	for (;;) {
		run(cursor, is_name);
		if (is_name(peek(cursor, 0)))
			advance(cursor, 1);
		else if (is_universal(cursor, 0))
			advance(cursor, 2);
		else
			return;
	}
}

static void read_number(struct cursor *cursor) {
	for (;;) {
		int c = peek(cursor, 0), next = peek(cursor, 1);
		if ((c == 'e' || c == 'E' || c == 'p' || c == 'P') && (next == '+' || next == '-'))
			advance(cursor, 2);
		else if (is_name(c) || c == '.')
			advance(cursor, 1);
		else if (is_universal(cursor, 0) || (c == '\'' && is_c23 && is_name(next) && next != '$' && next < 0x80))
			advance(cursor, 2);
		else
			return;
	}
}

/* From the opening quote; ends at the closing one, or before the end of the line. */
static void read_quoted(struct cursor *cursor) {
	int quote = peek(cursor, 0);
	advance(cursor, 1);
	for (;;) {
		run(cursor, is_plain_quoted);
		int c = peek(cursor, 0);
		if (c < 0 || c == '\n') return;
		advance(cursor, 1);
		if (c == quote) return;
		if (c == '\\' && peek(cursor, 0) >= 0 && peek(cursor, 0) != '\n') advance(cursor, 1);
	}
}

/* Length of a prefix (L, u, U, u8) that a quote follows; 0 when the quote itself is next; -1: no literal. */
static int literal_prefix(const struct cursor *cursor) {
	int c = peek(cursor, 0);
	if (c == '"' || c == '\'') return 0;
	if (c != 'L' && c != 'u' && c != 'U') return -1;
	int next = peek(cursor, 1);
	if (next == '"' || next == '\'') return 1;
	if (c == 'u' && next == '8' && (peek(cursor, 2) == '"' || (is_c23 && peek(cursor, 2) == '\''))) return 2;
	return -1;
}

static unsigned punctuator_length(const struct cursor *cursor) {
	/* Longest first. */
	static const char *const table[] = {
		"%:%:", "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
		"*=",   "/=",  "%=",  "+=",  "-=", "&=", "^=", "|=", "##", "<:", ":>", "<%", "%>", "%:", "::"
	};
	int second = peek(cursor, 1);
	if (second <= 0 || !strchr(":.<>=+-&|#%", second)) return 1; /* what none has behind its first */
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		unsigned length = 0;
		while (table[i][length] && peek(cursor, length) == table[i][length]) length++;
		if (!table[i][length]) return length;
	}
	return 1;
}

/* Most tokens are a name, or a character that begins no longer one, without a backslash near. */
static bool read_plain(struct cursor *cursor, struct lex_token *token) {
	int c = (unsigned char)cursor->text[cursor->at];
	if (is_name_start(c) && c != 'L' && c != 'u' && c != 'U') {
		uint32_t end = cursor->at + 1;
		while (end < cursor->end && is_name((unsigned char)cursor->text[end])) end++;
		if (end < cursor->end && cursor->text[end] == '\\') return false;
		token->kind = LEX_IDENTIFIER;
		cursor->at = end;
	} else if (c == '(' || c == ')' || c == ';' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
		token->kind = LEX_PUNCTUATOR;
		cursor->at++;
	} else {
		return false;
	}
	token->span.end = cursor->at;
	return true;
}

static void read_token(struct cursor *cursor, struct lex_token *token) {
	int c = peek(cursor, 0);
	cursor->at = skip_splices(cursor, cursor->at);
	token->span.start = cursor->at;
	if (read_plain(cursor, token)) return;
	int prefix = literal_prefix(cursor);
	if (prefix >= 0) {
		advance(cursor, (unsigned)prefix);
		token->kind = peek(cursor, 0) == '"' ? LEX_STRING : LEX_CHARACTER;
		read_quoted(cursor);
	} else if (is_name_start(c) || is_universal(cursor, 0)) {
		token->kind = LEX_IDENTIFIER;
		read_name(cursor);
	} else if (is_digit(c) || (c == '.' && is_digit(peek(cursor, 1)))) {
		token->kind = LEX_NUMBER;
		read_number(cursor);
	} else if (c > 0 && strchr("[](){}.&*+-~!/%<>^|?:;=,#", c)) {
		token->kind = LEX_PUNCTUATOR;
		advance(cursor, punctuator_length(cursor));
	} else {
		token->kind = LEX_OTHER;
		advance(cursor, 1);
	}
	token->span.end = cursor->at;
	if (token->span.end - token->span.start > 1 &&
	    memchr(cursor->text + token->span.start, '\n', token->span.end - token->span.start))
		token->flags |= LEX_SPLICED;
}

struct lex_token *lex(const char *text, struct span span) {
	struct lex_token *tokens = NULL;
	struct cursor cursor = { text, span.start, span.end };
	if (span.end - span.start >= 3 && memcmp(text + span.start, "\xEF\xBB\xBF", 3) == 0) cursor.at += 3;
	bool directive = false;
	for (uint8_t before = LEX_FIRST;; before = 0) {
		struct lex_token token = { .flags = skip_blanks(&cursor, before) };
		if (peek(&cursor, 0) < 0) return tokens;
		read_token(&cursor, &token);
		if (token.flags & LEX_FIRST) directive = lex_is(text, &token, "#") || lex_is(text, &token, "%:");
		if (directive) token.flags |= LEX_DIRECTIVE;
		arrput(tokens, token);
	}
}

bool lex_is_spliced(const char *text, const struct lex_token *token, const char *spelling) {
	size_t length = strlen(spelling);
	struct cursor cursor = { text, token->span.start, token->span.end };
	for (size_t i = 0; i < length; i++) {
		if (peek(&cursor, 0) != (unsigned char)spelling[i]) return false;
		advance(&cursor, 1);
	}
	return peek(&cursor, 0) < 0;
}

void lex_spelling(const char *text, const struct lex_token *token, struct text *spelling) {
	if (!(token->flags & LEX_SPLICED)) {
		text_add(spelling, text + token->span.start, token->span.end - token->span.start);
		return;
	}
	struct cursor cursor = { text, token->span.start, token->span.end };
	for (; peek(&cursor, 0) >= 0; advance(&cursor, 1)) text_putc(spelling, (char)peek(&cursor, 0));
}

size_t lex_find(const struct lex_token *tokens, uint32_t offset) {
	size_t low = 0, high = arrlenu(tokens);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tokens[middle].span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t lex_closing(const char *text, const struct lex_token *tokens, size_t open) {
	size_t count = arrlenu(tokens), depth = 0;
	for (size_t i = open; i < count; i++) {
		const struct lex_token *token = &tokens[i];
		if (token->kind != LEX_PUNCTUATOR || token->flags & (LEX_DIRECTIVE | LEX_INACTIVE)) continue;
		char c = text[token->span.start];
		bool single = token->span.end - token->span.start == 1;
		if (single && (c == '(' || c == '[' || c == '{'))
			depth++;
		else if (single && (c == ')' || c == ']' || c == '}') && --depth == 0)
			return i;
	}
	return count;
}
