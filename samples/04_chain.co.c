/* chain: several iterables, one after the other, as one. Once by hand with co_for, once with yield_from.
 *
 * Anything that a generator makes can be chained: a range, the characters of a string, another chain. A generator
 * made by co_new is the caller's; co_for frees the one it has run over, yield_from hands it back, ended.
 *
 * In Python:
 *
 *     def chain(*iterables):                       def chain(*iterables):
 *         for iterable in iterables:                   for iterable in iterables:
 *             for value in iterable:                       yield from iterable
 *                 yield value
 */
#include <cogen.h>
#include <stdio.h>

static generator(int) range(int from, int to) {
	for (int i = from; i < to; i++) yield i;
}

static generator(int) characters(const char *text) {
	while (*text) yield *text++;
}

static generator(int) chain_by_hand(size_t count, co_gen **iterables) {
	for (size_t i = 0; i < count; i++) {
		co_for (int, value, iterables[i]) yield value;
	}
}

static generator(int) chain(size_t count, co_gen **iterables) {
	for (size_t i = 0; i < count; i++) co_free(yield_from iterables[i]);
}

int main(void) {
	co_gen *first[] = { co_new(range(1, 4)), co_new(characters("")), co_new(characters("AB")) };
	printf("with co_for:    ");
	co_for (int, value, chain_by_hand(3, first)) printf(" %d", value);
	printf("\n");

	co_gen *inner[] = { co_new(range(10, 12)), co_new(range(20, 22)) };
	co_gen *second[] = { co_new(range(1, 4)), co_new(chain(2, inner)), co_new(characters("AB")) };
	printf("with yield_from:");
	co_for (int, value, chain(3, second)) printf(" %d", value);
	printf("\n");
	return 0;
}
