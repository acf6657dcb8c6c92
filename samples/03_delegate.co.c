/* A delegating generator: yield_from hands each next and send on to an inner one, and gives back what that
 * returns.
 *
 * The outer generator never sees the words that are sent through it; it gets the finished list, sorts it, prints
 * it and starts over. The caller talks to the inner generator without knowing that there is one.
 *
 * In Python:
 *
 *     def sort_each():
 *         while True:
 *             words = yield from collect()
 *             print('sorted:', sorted(words))
 *
 *     for codes in (['PT', 'FI', 'KE'], ...):
 *         g = sort_each()
 *         next(g)
 *         for code in codes:
 *             g.send(code)
 *         g.send('STOP')
 */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODES = 3, LISTS = 3 };

struct words {
	const char *at[8];
	size_t count;
};

static void print_words(const char *what, const char *const *at, size_t count) {
	printf("%s", what);
	for (size_t i = 0; i < count; i++) printf(" %s", at[i]);
	printf("\n");
}

static int by_name(const void *a, const void *b) {
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static generator(void, const char *, struct words) collect(void) {
	struct words words = { .count = 0 };
	while (words.count < sizeof words.at / sizeof words.at[0]) {
		const char *word = co_received(const char *, yield co_none);
		if (strcmp(word, "STOP") == 0) break;
		words.at[words.count++] = word;
	}
	return words;
}

static generator(void, const char *) sort_each(void) {
	for (;;) {
		struct words words = yield_from collect();
		qsort(words.at, words.count, sizeof words.at[0], by_name);
		print_words("sorted:   ", words.at, words.count);
	}
}

int main(void) {
	static const char *const lists[LISTS][CODES] = {
		{ "PT", "FI", "KE" },
		{ "US", "BR", "NO" },
		{ "ZA", "AT", "JP" },
	};
	for (int i = 0; i < LISTS; i++) {
		print_words("countries:", lists[i], CODES);
		co_gen *g = co_new(sort_each());
		co_next(g, NULL);
		for (int k = 0; k < CODES; k++) co_send(g, lists[i][k], NULL);
		co_send(g, "STOP", NULL);
		co_free(g); /* suspended inside the next collect(): both are closed, the inner one first */
	}
	return 0;
}
