/* A small library of generators, as Python's itertools and its users have them: ranges, pipelines, walks, readers.
 *
 *     from itertools import chain, count, islice
 *     print(*islice(filter(is_prime, count(2)), 10))
 *
 * The same programs in Python are in 14_generators.py; the tests compare what both print. A generator that is given another one takes
 * it over: `co_for` over an object frees it on every way out, and so does the `co_defer` where there are two. One that is freed before it
 * has begun frees what it was given, too, so a pipeline is freed by its end. */
#include <cogen.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- numbers ---- */

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static generator(int) count(int from) {
	for (;;) yield from++;
}

/* ---- pipelines ---- */

static generator(int) take(int n, co_gen *source) {
	co_for (int, value, source) {
		if (n-- <= 0) break;
		yield value;
		if (n <= 0) break;
	}
}

static generator(int) filter(bool (*keep)(int), co_gen *source) {
	co_for (int, value, source)
		if (keep(value)) yield value;
}

static generator(int) map(int (*function)(int), co_gen *source) {
	co_for (int, value, source) yield function(value);
}

static generator(int) chain(co_gen *first, co_gen *second) {
	co_defer { co_free(first), co_free(second); }
	yield_from first;
	yield_from second;
}

struct pair {
	int left, right;
};

static generator(struct pair) zip(co_gen *left, co_gen *right) {
	co_defer { co_free(left), co_free(right); }
	struct pair pair;
	while (co_next(left, &pair.left) && co_next(right, &pair.right)) yield pair;
}

/* ---- walks ---- */

struct tree {
	const char *name;
	const struct tree *left, *right;
};

static generator(const char *) in_order(const struct tree *tree) {
	if (!tree) return;
	yield_from in_order(tree->left);
	yield tree->name;
	yield_from in_order(tree->right);
}

/* All orders of items[from] … items[n - 1], in place; the array is as it was behind the last. */
static generator(const char *) permutations(char *items, int from) {
	int n = (int)strlen(items);
	if (from == n) yield items;
	for (int i = from; i < n; i++) {
		char chosen = items[i];
		memmove(&items[from + 1], &items[from], (size_t)(i - from));
		items[from] = chosen;
		yield_from permutations(items, from + 1);
		memmove(&items[from], &items[from + 1], (size_t)(i - from));
		items[i] = chosen;
	}
}

/* ---- readers ---- */

/* The fields of lines of comma-separated values; NULL ends a line. Quoted ones may hold commas, newlines and doubled quotes. */
static generator(const char *) csv(const char *text) {
	char field[64];
	while (*text) {
		size_t length = 0;
		bool quoted = *text == '"';
		if (quoted) text++;
		while (*text && (quoted || (*text != ',' && *text != '\n'))) {
			if (quoted && *text == '"' && *++text != '"') {
				quoted = false;
				continue;
			}
			if (length < sizeof field - 1) field[length++] = *text;
			text++;
		}
		field[length] = '\0';
		yield field;
		if (*text != ',') yield NULL;
		if (*text) text++;
	}
}

struct token {
	enum { NUMBER, NAME, OPERATOR, BAD } kind;
	int length;
	const char *text;
};

static generator(struct token) tokens(const char *text) {
	while (*text) {
		const char *start = text;
		struct token token = { .text = start };
		if (isspace((unsigned char)*text)) {
			text++;
			continue;
		}
		if (isdigit((unsigned char)*text)) {
			token.kind = NUMBER;
			while (isdigit((unsigned char)*text)) text++;
		} else if (isalpha((unsigned char)*text)) {
			token.kind = NAME;
			while (isalnum((unsigned char)*text)) text++;
		} else {
			token.kind = strchr("+-*/()=", *text++) ? OPERATOR : BAD;
		}
		token.length = (int)(text - start);
		yield token;
	}
}

/* ---- what they are used for ---- */

static int square(int n) { return n * n; }
static bool is_odd(int n) { return n % 2; }

static bool is_prime(int n) {
	co_for (int, divisor, range(2, n))
		if (n % divisor == 0) return false;
	return n > 1;
}

static void print_all(const char *what, co_gen *numbers) {
	printf("%s:", what);
	co_for (int, value, numbers) printf(" %d", value);
	printf("\n");
}

int main(void) {
	print_all("range", co_new(range(3, 8)));
	print_all("take", co_new(take(5, co_new(count(10)))));
	print_all("filter", co_new(filter(is_odd, co_new(range(0, 12)))));
	print_all("chain", co_new(chain(co_new(range(0, 3)), co_new(range(10, 13)))));
	print_all("squares", co_new(map(square, co_new(take(6, co_new(count(1)))))));
	print_all("primes", co_new(take(10, co_new(filter(is_prime, co_new(count(2)))))));

	printf("zip:");
	co_for (struct pair, pair, zip(co_new(count(1)), co_new(filter(is_odd, co_new(range(0, 10)))))) printf(" %d-%d", pair.left, pair.right);
	printf("\n");

	static const struct tree a = { "ash", NULL, NULL }, c = { "cedar", NULL, NULL }, e = { "elm", NULL, NULL };
	static const struct tree b = { "beech", &a, &c }, f = { "fir", &e, NULL }, root = { "date", &b, &f };
	printf("tree:");
	co_for (const char *, name, in_order(&root)) printf(" %s", name);
	printf("\n");

	printf("permutations:");
	char items[] = "abc";
	co_for (const char *, order, permutations(items, 0)) printf(" %s", order);
	printf("\n");

	printf("csv:");
	co_for (const char *, field, csv("name,says\ncat,\"meow, \"\"purr\"\"\"\ndog,\n")) printf(field ? " [%s]" : " |", field);
	printf("\n");

	static const char *const kinds[] = { "number", "name", "operator", "bad" };
	printf("tokens:");
	co_for (struct token, token, tokens("area = 12*(h1 + 3) $")) printf(" %s(%.*s)", kinds[token.kind], token.length, token.text);
	printf("\n");
	return 0;
}
