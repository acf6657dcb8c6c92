/* Preprocessing tokens: kinds, places, flags, lines joined by a backslash, brackets. */
#include "unit.h"

#include "base/ds.h"
#include "lex.h"
#include <string.h>

/* The tokens as text: each one's kind as a letter, its spelling, and `|`. */
static void reads(const char *text, const char *expected) {
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	struct text shown = { 0 };
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		text_putc(&shown, "insc.?"[tokens[i].kind]);
		lex_spelling(text, &tokens[i], &shown);
		text_putc(&shown, '|');
	}
	assert_string_equal(shown.data ? shown.data : "", expected);
	text_release(&shown);
	arrfree(tokens);
}

static void tells_kinds(void **state) {
	(void)state;
	reads("", "");
	reads("a _b1 $c \xC3\xA9t\xC3\xA9 \\u00e9", "ia|i_b1|i$c|i\xC3\xA9t\xC3\xA9|i\\u00e9|");
	reads("1 .5 1.5e+3 0x1p-2 1x 1..2 0xe+1 1.e", "n1|n.5|n1.5e+3|n0x1p-2|n1x|n1..2|n0xe+1|n1.e|");
	reads("\"a\\\"b\" L\"x\" u8\"y\" 'c' L'\\'' u'x' U\"z\" u8x",
	      "s\"a\\\"b\"|sL\"x\"|su8\"y\"|c'c'|cL'\\''|cu'x'|sU\"z\"|iu8x|");
	reads("a+++b>>=c...->.x", "ia|.++|.+|ib|.>>=|ic|....|.->|..|ix|");
	reads("%:%: <: ## # @", ".%:%:|.<:|.##|.#|?@|");
	reads("\"open\nx 'open\n", "s\"open|ix|c'open|");
}

static void tells_languages(void **state) {
	(void)state;
	reads("1'000 u8'x' 0x'f", "n1|c'000 u8'|ix|c' 0x'|if|");
	reads("u8'x' 1'", "iu8|c'x'|n1|c'|");
	lex_as(true);
	reads("1'000+0xf'f 1'0.5'0e-1'0 u8'\\''", "n1'000|.+|n0xf'f|n1'0.5'0e-1'0|cu8'\\''|");
	reads("1'_a 1'+' .1'0 a'b' 1'$' 1\\\n'\\\n0", "n1'_a|n1|c'+'|n.1'0|ia|c'b'|n1|c'$'|n1'0|");
	lex_as(false);
}

static void skips_comments(void **state) {
	(void)state;
	reads("a/* x */b//y\nc/**/d /* open", "ia|ib|ic|id|");
	reads("a // joined \\\n b\nc", "ia|ic|");
	reads("\"/*\" '//' */", "s\"/*\"|c'//'|.*|./|");
	reads("a/***/b/*/*/c/** / *\\\n/d", "ia|ib|ic|id|");
	reads("\"it's\" '\"' \"a\\\nb\"", "s\"it's\"|c'\"'|s\"ab\"|");
}

static void joins_lines(void **state) {
	(void)state;
	reads("ab\\\ncd +\\\n= \"x\\\ny\" 1\\  \n2", "iabcd|.+=|s\"xy\"|n12|");
	const char *text = "a\\\nb ab";
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	assert_true(lex_is(text, &tokens[0], "ab"));
	assert_false(lex_is(text, &tokens[0], "a"));
	assert_false(lex_is(text, &tokens[0], "abc"));
	assert_true(tokens[0].flags & LEX_SPLICED);
	assert_false(tokens[1].flags & LEX_SPLICED);
	arrfree(tokens);
}

static void flags_places(void **state) {
	(void)state;
	const char *text = "a b\n# define x /* \n */ y \\\n z\nc(d)\n/* */ #if\ne # f";
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	struct text shown = { 0 };
	for (size_t i = 0; i < arrlenu(tokens); i++) {
		lex_spelling(text, &tokens[i], &shown);
		if (tokens[i].flags & LEX_SPACE) text_putc(&shown, '_');
		if (tokens[i].flags & LEX_FIRST) text_putc(&shown, '^');
		if (tokens[i].flags & LEX_DIRECTIVE) text_putc(&shown, '#');
		text_putc(&shown, ' ');
	}
	assert_string_equal(shown.data, "a^ b_ #_^# define_# x_# y_# z_# c_^ ( d ) #_^# if# e_^ #_ f_ ");
	text_release(&shown);
	arrfree(tokens);
}

static void finds_places(void **state) {
	(void)state;
	const char *text = "f (a[(1)], {\n#if (\n#endif\n}) ( x";
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	size_t open = lex_find(tokens, 2);
	assert_true(lex_is(text, &tokens[open], "("));
	size_t close = lex_closing(text, tokens, open);
	assert_true(lex_is(text, &tokens[close], ")"));
	assert_int_equal(tokens[close].span.start, strlen("f (a[(1)], {\n#if (\n#endif\n}"));
	assert_int_equal(lex_closing(text, tokens, close + 1), arrlen(tokens));
	assert_int_equal(lex_find(tokens, 0), 0);
	assert_int_equal(lex_find(tokens, 1), 1);
	assert_int_equal(lex_find(tokens, (uint32_t)strlen(text)), arrlen(tokens));
	arrfree(tokens);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_kinds), cmocka_unit_test(tells_languages), cmocka_unit_test(skips_comments),
		cmocka_unit_test(joins_lines), cmocka_unit_test(flags_places),    cmocka_unit_test(finds_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
