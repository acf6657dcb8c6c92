/* A generator that takes values in: sent one by one until "STOP", handed back all together as its return value.
 *
 * generator(void, const char *, struct words) yields nothing, is sent strings and returns a list. `yield co_none`
 * waits for the next one; co_received gives it its type. The first co_next runs the body to the first yield
 * ("priming"): before that there is no yield that could receive anything.
 *
 * In Python:
 *
 *     def collect():
 *         words = []
 *         while True:
 *             word = yield
 *             if word == 'STOP':
 *                 break
 *             words.append(word)
 *         return words
 *
 *     g = collect()
 *     next(g)
 *     for word in ('hello', 'world', 'STOP'):
 *         try:
 *             g.send(word)
 *         except StopIteration as e:
 *             print(e.value)
 */
#include <cogen.h>
#include <stdio.h>
#include <string.h>

struct words {
	const char *at[8];
	size_t count;
};

static generator(void, const char *, struct words) collect(void) {
	struct words words = { .count = 0 };
	while (words.count < sizeof words.at / sizeof words.at[0]) {
		const char *word = co_received(const char *, yield co_none);
		if (strcmp(word, "STOP") == 0) break;
		words.at[words.count++] = word;
	}
	return words;
}

int main(void) {
	const char *const input[] = { "hello", "world", "STOP" };

	co_gen *g = co_new(collect());
	co_next(g, NULL);
	for (size_t i = 0; i < sizeof input / sizeof input[0]; i++) {
		bool wants_more = co_send(g, input[i], NULL);
		printf("sent %-6s %s\n", input[i], wants_more ? "it waits for more" : "it has ended");
	}

	struct words words = co_returned(struct words, g);
	printf("returned:");
	for (size_t i = 0; i < words.count; i++) printf(" %s", words.at[i]);
	printf("\n");
	co_free(g);
	return 0;
}
