/* The preprocessor's substitution: the standard's examples, GNU's additions, what gcc and clang do where the standard leaves it
 * open, and how expansions are written down. Expected texts are what gcc -E and clang -E give, but for blanks. */
#include "unit.h"

#include "base/ds.h"
#include "expand.h"
#include <string.h>

/* ---- a preprocessor of one page ------------------------------------------------------------------------------- */

struct table {
	struct arena arena;
	struct {
		char *key;
		struct macro *value;
	} * macros;
};

static struct macro *lookup(void *arg, const char *name, size_t length) {
	struct table *table = arg;
	char key[64];
	assert_true(length < sizeof key);
	memcpy(key, name, length);
	key[length] = '\0';
	return shget(table->macros, key);
}

/* One definition a line; `@` before the name of one of cogen's own. */
static void define(struct table *table, const char *lines) {
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		while (lines[length] && lines[length - 1] == '\\') length += 1 + strcspn(lines + length + 1, "\n");
		bool keyword = *lines == '@';
		struct macro *macro = ARENA_NEW(&table->arena, struct macro);
		assert_true(macro_read(macro, &table->arena, lines + keyword, length - keyword));
		macro->keyword = keyword;
		shput(table->macros, macro->name, macro);
		lines += length + (lines[length] == '\n');
	}
}

static void define_builtins(struct table *table) {
	static const struct {
		const char *name;
		enum macro_builtin builtin;
	} builtins[] = { { "__LINE__", MACRO_LINE }, { "__FILE__", MACRO_FILE }, { "__COUNTER__", MACRO_COUNTER } };
	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
		struct macro *macro = ARENA_NEW(&table->arena, struct macro);
		macro->name = builtins[i].name;
		macro->builtin = builtins[i].builtin;
		shput(table->macros, macro->name, macro);
	}
}

struct job {
	const char *definitions, *text;
	bool strict, inside_keyword, fold;
	enum expand_problem problem; /* of the last expansion */
	const struct macro *refused;
};

/* The text with every macro call in it expanded. The caller frees it. */
static char *preprocess(struct job *job) {
	struct table table = { 0 };
	define(&table, job->definitions);
	define_builtins(&table);
	const char *text = job->text;
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	struct expand_context context = {
		.arena = &table.arena,
		.lookup = lookup,
		.arg = &table,
		.text = text,
		.tokens = tokens,
		.path = "dir/a \"b\".c",
		.line = 7,
		.strict = job->strict,
	};
	struct text out = { 0 };
	for (size_t i = 0; i < arrlenu(tokens);) {
		struct text name = { 0 };
		lex_spelling(text, &tokens[i], &name);
		struct macro *macro = tokens[i].kind == LEX_IDENTIFIER ? lookup(&table, name.data, name.length) : NULL;
		if (tokens[i].flags & LEX_SPACE && out.length) text_putc(&out, ' ');
		if (!macro || macro->keyword) {
			text_add(&out, name.data, name.length);
			i++;
		} else {
			struct expansion expansion;
			expand(&expansion, &context, i);
			job->problem = expansion.problem;
			struct expand_guard guard = {
				.inside_keyword = job->inside_keyword,
				.behind = text + expansion.span.end,
				.behind_length = strlen(text + expansion.span.end),
			};
			bool *folded = xcalloc(arrlenu(expansion.calls) + 1, sizeof *folded);
			for (size_t k = 0; k < arrlenu(expansion.calls); k++)
				folded[k] =
					job->fold && !expansion.calls[k].broken && expansion.calls[k].written[0].origin == EXPAND_NOWHERE;
			if (expansion.problem == EXPAND_FINE) job->refused = expand_print(&out, &expansion, folded, &guard);
			free(folded);
			i = expansion.problem == EXPAND_FINE ? lex_find(tokens, expansion.span.end) : arrlenu(tokens);
			expansion_release(&expansion);
		}
		text_release(&name);
	}
	for (size_t i = 0; i < shlenu(table.macros); i++) assert_false(table.macros[i].value->active);
	arrfree(tokens);
	shfree(table.macros);
	arena_release(&table.arena);
	return text_steal(&out);
}

static void check(struct job job, const char *expected) {
	char *text = preprocess(&job);
	assert_string_equal(text, expected);
	free(text);
}

static void expands(const char *definitions, const char *text, const char *expected) {
	check((struct job){ .definitions = definitions, .text = text }, expected);
}

/* ---- tests ---------------------------------------------------------------------------------------------------- */

static void replaces_objects(void **state) {
	(void)state;
	expands("A", "x A y", "x  y");
	expands("A 1", "A A", "1 1");
	expands("A B\nB C + C\nC 3", "A;", "3 + 3;");
	expands("A (x) y", "A", "(x) y"); /* a blank before the parenthesis: no parameters */
	expands("A \"//\" '\"' /* no */ L\"x\"", "A", "\"//\" '\"' L\"x\"");
	expands("A a\\\nb\\\n  c", "A", "ab c");
}

static void replaces_functions(void **state) {
	(void)state;
	expands("F(x) [x]", "F(1) F (2) F\n(3)", "[1] [2] [3]");
	expands("F(x) [x]", "F F;", "F F;");
	expands("F() e", "F() F( )", "e e");
	expands("F(x, y) y x", "F(1, 2) F((a, b), c) F(,) F(a,)", "2 1 c (a, b)  a");
	expands("F(x) x + x\nG(y) F(y * 2)", "G(F(1))", "1 + 1 * 2 + 1 + 1 * 2");
	expands("F(x) x", "F(/* one */ 1 // two\n+ 2)", "1 + 2");
	expands("F(x) x", "F(a\n#if 1\nb)", "a b");
}

static void takes_parentheses_from_behind(void **state) {
	(void)state;
	expands("F(x) [x]\nA F", "A (1)", "[1]");
	expands("F(x) [x]\nA F\nB A", "B(B(2))", "[[2]]");
	expands("F(x) x G\nG(y) <y>", "F(1)(2)", "1 <2>");
	expands("F(a) a*G\nG(a) F(a)", "F(2)(9)", "2*9*G");
	expands("OPEN (\nF(x) [x]", "F OPEN 1 )", "F ( 1 )");
	expands("F(x) [x]\nCALL(f, x) f(x)", "CALL(F, 3)", "[3]");
	expands("F(x) [x]\nNONE\nA F NONE (1)", "A", "F CO__NOTHING (1)");
}

static void keeps_names_painted(void **state) {
	(void)state;
	expands("f(x) f((x) + 1)", "f(f(0))", "f CO__NOTHING((f CO__NOTHING((0) + 1)) + 1)");
	expands("f(x) g(x)\ng(x) f(x)", "f(1) g(2)", "f CO__NOTHING(1) g CO__NOTHING(2)");
	expands("f(x) x f", "f(1)(2)", "1 f CO__NOTHING(2)");
	expands("f(x) x f", "f(1) (2)", "1 f CO__NOTHING (2)");
	expands("f(x) x f", "f(1) + (2)", "1 f + (2)");
	expands("NIL(xxx) xxx\nG_0(arg) NIL(G_1)(arg)\nG_1(arg) NIL(arg)", "G_0(42)", "42");
	struct job inside = { .definitions = "f(x) p->f(x) + f(x)\nif(x) if (t(x))",
		                  .text = "f(1); if (2)",
		                  .inside_keyword = true };
	check(inside, "p->f CO__NOTHING(1) + (f)(1); if CO__NOTHING (t(2))");
	struct job object = { .definitions = "x (4 + x)", .text = "x" };
	char *text = preprocess(&object);
	assert_non_null(object.refused);
	assert_string_equal(text, "(4 + x)");
	free(text);
}

/* C11 6.10.3.5 */
static void follows_the_standards_examples(void **state) {
	(void)state;
	static const char third[] = "x 2\n"
								"f(a) f(x * (a))\n"
								"g f\n"
								"z z[0]\n"
								"h g(~\n"
								"m(a) a(w)\n"
								"w 0,1\n"
								"t(a) a\n"
								"p() int\n"
								"q(x) x\n"
								"r(x,y) x ## y\n"
								"str(x) # x\n";
	expands(
		third, "g(x+(3,4)-w) | h 5) & m\n(f)^m(m);",
		"f CO__NOTHING(2 * (2+(3,4)-0,1)) | f CO__NOTHING(2 * (~ 5)) & f CO__NOTHING(2 * (0,1))^m CO__NOTHING(0,1);");
	expands(third, "p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };", "int i[] = { 1, 23, 4, 5,  };");
	expands(third, "char c[2][6] = { str(hello), str() };", "char c[2][6] = { \"hello\", \"\" };");
	static const char fourth[] = "str(s) # s\n"
								 "xstr(s) str(s)\n"
								 "debug(s, t) printf(\"x\" # s \"= %d, x\" # t \"= %s\", \\\nx ## s, x ## t)\n"
								 "INCFILE(n) vers ## n\n"
								 "glue(a, b) a ## b\n"
								 "xglue(a, b) glue(a, b)\n"
								 "HIGHLOW \"hello\"\n"
								 "LOW LOW \", world\"\n";
	expands(fourth, "debug(1, 2);", "printf(\"x\" \"1\" \"= %d, x\" \"2\" \"= %s\", x1, x2);");
	expands(fourth, "fputs(str(strncmp(\"abc\\0d\", \"abc\", '\\4') == 0) str(: @\\n), s);",
	        "fputs(\"strncmp(\\\"abc\\\\0d\\\", \\\"abc\\\", '\\\\4') == 0\" \": @\\n\", s);");
	expands(fourth, "xstr(INCFILE(2).h)", "\"vers2.h\"");
	expands(fourth, "glue(HIGH, LOW);", "\"hello\";");
	expands("glue(a, b) a ## b\nxglue(a, b) glue(a, b)\nHIGHLOW \"hello\"\nLOW LOW \", world\"", "xglue(HIGH, LOW)",
	        "\"hello\" \", world\"");
	expands("t(x,y,z) x ## y ## z", "t(1,2,3) t(,4,5) t(6,,7) t(8,9,) t(10,,) t(,11,) t(,,12) t(,,);",
	        "123 45 67 89 10 11 12 ;");
	static const char seventh[] = "debug(...) fprintf(stderr, __VA_ARGS__)\n"
								  "showlist(...) puts(#__VA_ARGS__)\n"
								  "report(test, ...) ((test)?puts(#test):\\\n printf(__VA_ARGS__))\n";
	expands(seventh, "debug(\"Flag\"); debug(\"X = %d\\n\", x);",
	        "fprintf(stderr, \"Flag\"); fprintf(stderr, \"X = %d\\n\", x);");
	expands(seventh, "showlist(The first, second, and third items.);",
	        "puts(\"The first, second, and third items.\");");
	expands(seventh, "report(x>y, \"x is %d but y is %d\", x, y);",
	        "((x>y)?puts(\"x>y\"): printf(\"x is %d but y is %d\", x, y));");
	expands("hash_hash # ## #\nmkstr(a) # a\nin_between(a) mkstr(a)\njoin(c, d) in_between(c hash_hash d)",
	        "join(x, y);", "\"x ## y\";");
}

static void stringifies(void **state) {
	(void)state;
	expands("S(x) #x", "S(  a   b  ) S(a\n/* c */b) S(\"\\n\" '\"' \\)", "\"a b\" \"a b\" \"\\\"\\\\n\\\" '\\\"' \\\"");
	expands("S(x) #x\nA 1", "S(A) S(S(A))", "\"A\" \"S(A)\"");
	expands("S(x) #x\nX(x) S(x)\nA b + c", "X(A)", "\"b + c\"");
	expands("S(x) #x\nX(x) S(x)\nE(x,y) f(x, y)", "X(E(,)) X(E(1,))", "\"f(, )\" \"f(1, )\"");
	expands("S(...) #__VA_ARGS__", "S(a,b , c) S()", "\"a,b , c\" \"\"");
	expands("A # x", "A", "# x"); /* not an operator without parameters */
}

static void pastes(void **state) {
	(void)state;
	expands("P(x, y) x##y", "P(a, b) P(a b, c d) P(, x) P(x, ) P(,)", "ab a bc d x x ");
	expands("P(x, y) x##y\nAB done\nA no", "P(A, B)", "done");
	expands("P(x, y) x##y", "P(<, <=) P(1, e) P(L, \"x\") P(-, >)", "<<= 1e L\"x\" ->");
	expands("A a ## b ## c", "A", "abc");
	expands("P(x) x ## 1 y", "P()", "1 y");
	expands("P(x,y,z) a x ## y z", "P(,,)", "a");
	expands("F(x) [x]\nP(x, y) x##y", "P(F, (1)) P(F(2) +, + F(3))", "[1] [2] ++ [3]");
}

static void takes_variable_arguments(void **state) {
	(void)state;
	expands("V(...) f(__VA_ARGS__)", "V() V(1) V(1, 2)", "f() f(1) f(1, 2)");
	expands("V(a, ...) f(a, __VA_ARGS__)", "V(1) V(1, ) V(1, 2, 3)", "f(1, ) f(1, ) f(1, 2, 3)");
	expands("V(a, ...) f(a, ##__VA_ARGS__)", "V(1) V(1, ) V(1, 2, 3)", "f(1) f(1,) f(1,2, 3)");
	expands("V(...) f(0, ##__VA_ARGS__)", "V() V(x)", "f(0) f(0,x)");
	check((struct job){ .definitions = "V(...) f(0, ##__VA_ARGS__)", .text = "V() V(x)", .strict = true },
	      "f(0,) f(0,x)");
	expands("V(a, rest...) f(a, ##rest) __VA_ARGS__", "V(1) V(1, 2, 3)", "f(1) __VA_ARGS__ f(1,2, 3) __VA_ARGS__");
	expands("A b\nV(...) f(0, ##__VA_ARGS__)", "V(A, A)", "f(0,b, b)");
}

static void looks_at_optional_arguments(void **state) {
	(void)state;
	expands("V(a, ...) f(a __VA_OPT__(,) __VA_ARGS__)", "V(1) V(1, ) V(1, 2)", "f(1 ) f(1 ) f(1 , 2)");
	expands("E\nV(...) f(0 __VA_OPT__(,) __VA_ARGS__)", "V(E) V(E 1)", "f(0 ) f(0 , 1)");
	expands("V(x, ...) a ## __VA_OPT__(x ## b) ## c", "V(1) V(1, 2)", "ac a1bc");
	expands("V(x, ...) #__VA_OPT__(x + __VA_ARGS__)", "V(1) V(1, 2)", "\"\" \"1 + 2\"");
	expands("V(x) __VA_OPT__(x)", "V(1)", "__VA_OPT__(1)");
}

static void knows_places(void **state) {
	(void)state;
	expands("P(x, y) x##y\nX(x, y) P(x, y)\nS(x) #x\nT(x) S(x)", "X(a, __LINE__) T(__FILE__) P(b, __LINE__)",
	        "a7 \"\\\"dir/a \\\\\\\"b\\\\\\\".c\\\"\" b__LINE__");
	expands("P(x, y) x##y\nX(x, y) P(x, y)\nTWO(x) x x", "X(a, __COUNTER__) TWO(__COUNTER__)", "a0 0 0");
	struct job folded = { .definitions = "L __LINE__ __FILE__", .text = "L", .fold = true };
	check(folded, "__LINE__ __FILE__");
}

static void leaves_keywords(void **state) {
	(void)state;
	expands("@await __extension__\n@with(x) if (x)\nLATER(x) await later(x)\nLOCKED(l) with (&l)",
	        "LATER(LATER(1)) LOCKED(a)", "await later(await later(1)) with (&a)");
	expands("@await __extension__\nP(x, y) x ## y\nS(x) #x", "P(aw, ait) f S(await f)", "await f \"await f\"");
}

static void folds_what_may_stay(void **state) {
	(void)state;
	static const char definitions[] = "NULL ((void *)0)\n"
									  "assert(x) check(x, #x)\n"
									  "FIND(p, q) find(p, NULL); assert(p != q)\n"
									  "S(x) #x\nX(x) S(x)\nTEXT X(NULL)\n"
									  "MAYBE(x) x\nHALF MAYBE\nBOTH HALF (1)";
	check((struct job){ .definitions = definitions, .text = "FIND(a, NULL)", .fold = true },
	      "find(a, NULL); assert(a != ((void *)0))");
	check((struct job){ .definitions = definitions, .text = "FIND(a, b)", .fold = false },
	      "find(a, ((void *)0)); check(a != b, \"a != b\")");
	/* The text of a macro has to be that of its expansion. */
	check((struct job){ .definitions = "NULL ((void *)0)\nS(x) #x\nX(x) S(x)\nTEXT X(NULL)", .text = "TEXT" },
	      "\"((void *)0)\"");
	check((struct job){ .definitions = definitions, .text = "BOTH", .fold = true }, "MAYBE (1)");
}

static void parts_tokens(void **state) {
	(void)state;
	expands("MINUS -\nPLUS(x) +x", "-MINUS PLUS(+1) 1 PLUS(PLUS(2))", "-- + +1 1 + +2");
	expands("F(x, y) x y", "F(a,b)F(1,2)", "a b1 2");
	expands("F(x) x.x-x", "F(1) F(-)", "1 . 1-1 -.- - -");
	assert_true(expand_merges("a", 1, "b", 1));
	assert_true(expand_merges("1", 1, ".", 1));
	assert_true(expand_merges("1e", 2, "+", 1));
	assert_true(expand_merges("L", 1, "\"x\"", 3));
	assert_true(expand_merges("/", 1, "*", 1));
	assert_true(expand_merges("<", 1, "<=", 2));
	assert_false(expand_merges("a", 1, "+", 1));
	assert_false(expand_merges("+", 1, "-", 1));
	assert_false(expand_merges("\"x\"", 3, "\"y\"", 3));
}

static void tells_how_far_it_reaches(void **state) {
	(void)state;
	struct table table = { 0 };
	define(&table, "SHOW(x, y) #x x y ## _t\nTELL(x, y) SHOW(x, y)\nALIAS TELL");
	const char *text = "ALIAS ( a  + b,\n c ) d";
	struct lex_token *tokens = lex(text, (struct span){ 0, (uint32_t)strlen(text) });
	struct expand_context context = {
		.arena = &table.arena, .lookup = lookup, .arg = &table, .text = text, .tokens = tokens
	};
	struct expansion expansion;
	expand(&expansion, &context, 0);
	assert_true(expansion.expanded);
	assert_int_equal(expansion.span.start, 0);
	assert_int_equal(expansion.span.end, strlen(text) - 2);
	assert_int_equal(arrlen(expansion.arguments), 2);
	assert_memory_equal(text + expansion.arguments[0].span.start, "a  + b", expansion.arguments[0].span.end - 8);
	assert_int_equal(expansion.arguments[0].span.end, 14);
	assert_true(expansion.arguments[0].literal); /* SHOW sees the tokens of the argument, be they expanded before */
	assert_true(expansion.arguments[1].literal);
	assert_int_equal(arrlen(expansion.literals), 3);
	expansion_release(&expansion);
	arrfree(tokens);
	shfree(table.macros);
	arena_release(&table.arena);
}

static void refuses(void **state) {
	(void)state;
	static const struct {
		const char *definitions, *text;
		enum expand_problem problem;
	} cases[] = {
		{ "F(x) x", "F(1", EXPAND_UNTERMINATED },
		{ "F(x) x", "F(1, 2)", EXPAND_ARGUMENT_COUNT },
		{ "F(x, y) x", "F(1)", EXPAND_ARGUMENT_COUNT },
		{ "F(x, y, ...) x", "F(1)", EXPAND_ARGUMENT_COUNT },
		{ "F(x) x x x x x x x x x x\nG(x) F(F(F(F(x))))\nH(x) G(G(x))", "H(1)", EXPAND_TOO_LONG },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct job job = { .definitions = cases[i].definitions, .text = cases[i].text };
		free(preprocess(&job));
		assert_int_equal(job.problem, cases[i].problem);
	}
	struct text deep = { 0 };
	for (int i = 0; i < 5000; i++) text_puts(&deep, "F(");
	text_putc(&deep, '1');
	for (int i = 0; i < 5000; i++) text_putc(&deep, ')');
	struct job job = { .definitions = "F(x) x", .text = deep.data };
	free(preprocess(&job));
	assert_int_equal(job.problem, EXPAND_TOO_LONG);
	text_release(&deep);
}

static void reads_definitions(void **state) {
	(void)state;
	static const char *const bad[] = { "", "1", "F(", "F(x", "F(x,", "F(x,)", "F(1)", "F(..., x)", "F(x... y)" };
	struct arena arena = { 0 };
	struct macro macro;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(macro_read(&macro, &arena, bad[i], strlen(bad[i])));
	assert_true(macro_read(&macro, &arena, "F(a, b...) a", 12));
	assert_true(macro.function_like && macro.variadic);
	assert_int_equal(macro.parameter_count, 2);
	assert_int_equal(macro.body_count, 1);
	arena_release(&arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_objects),
		cmocka_unit_test(replaces_functions),
		cmocka_unit_test(takes_parentheses_from_behind),
		cmocka_unit_test(keeps_names_painted),
		cmocka_unit_test(follows_the_standards_examples),
		cmocka_unit_test(stringifies),
		cmocka_unit_test(pastes),
		cmocka_unit_test(takes_variable_arguments),
		cmocka_unit_test(looks_at_optional_arguments),
		cmocka_unit_test(knows_places),
		cmocka_unit_test(leaves_keywords),
		cmocka_unit_test(folds_what_may_stay),
		cmocka_unit_test(parts_tokens),
		cmocka_unit_test(tells_how_far_it_reaches),
		cmocka_unit_test(refuses),
		cmocka_unit_test(reads_definitions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
