/* A generator, and the four states it goes through.
 *
 * A call of a generator function runs none of its body. Each co_next runs it to the next yield; when the body
 * ends, co_next says false. co_for does both, and frees the generator on every way out of the loop.
 *
 * In Python:
 *
 *     def fibonacci(count):
 *         a, b = 0, 1
 *         for _ in range(count):
 *             yield a
 *             a, b = b, a + b
 *
 *     g = fibonacci(3)
 *     print(inspect.getgeneratorstate(g))       # GEN_CREATED, then GEN_SUSPENDED, ...
 *     for value in fibonacci(10): ...
 */
#include <cogen.h>
#include <stdio.h>

static co_gen *watched; /* the generator that looks at its own state */

static void print_state(const char *when, co_gen *g) {
	static const char *const names[] = {
		[CO_CREATED] = "created", [CO_RUNNING] = "running", [CO_SUSPENDED] = "suspended", [CO_CLOSED] = "closed",
	};
	printf("%-20s %s\n", when, names[co_gen_state(g)]);
}

static generator(unsigned long) fibonacci(int count) {
	unsigned long a = 0, b = 1;
	while (count-- > 0) {
		if (watched) print_state("inside the body:", watched);
		yield a;
		unsigned long next = a + b;
		a = b;
		b = next;
	}
}

int main(void) {
	unsigned long value;

	co_gen *g = watched = co_new(fibonacci(2));
	print_state("after the call:", g);
	while (co_next(g, &value)) {
		printf("%-20s %lu\n", "a value:", value);
		print_state("at the yield:", g);
	}
	print_state("after the end:", g);
	co_free(g);
	watched = NULL;

	co_for (unsigned long, f, fibonacci(1000)) {
		if (f > 1000) break;
		printf("%lu ", f);
	}
	printf("\n");
	return 0;
}
