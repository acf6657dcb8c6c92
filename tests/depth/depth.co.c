/* Depth costs nothing: what one resumption of the innermost of N delegating generators takes does not depend on N. Counted are calls of
 * functions, not time: this file and the core of the runtime are compiled so that each call of any function is counted
 * (tests/run/depth). */
#include <cogen.h>
#include <stdio.h>
#include <stdlib.h>

#define UNCOUNTED __attribute__((no_instrument_function))

static unsigned long calls;
UNCOUNTED void __cyg_profile_func_enter(void *function, void *from);
UNCOUNTED void __cyg_profile_func_exit(void *function, void *from);
void __cyg_profile_func_enter(void *function, void *from) { (void)function, (void)from, calls++; }
void __cyg_profile_func_exit(void *function, void *from) { (void)function, (void)from; }

UNCOUNTED static void *allocate(void *arg, size_t size, size_t align) {
	(void)arg, (void)align;
	return malloc(size);
}
UNCOUNTED static void release(void *arg, void *memory) {
	(void)arg;
	free(memory);
}

static generator(int, int, int) counts(void) {
	int sum = 0;
	while (sum >= 0) {
		co_try { sum += yield sum; }
		co_catch (e) sum += e->code;
	}
	return sum;
}

/* By recursion: an object for each level. */
static generator(int, int, int) recursive(int depth) {
	if (depth == 0) return yield_from counts();
	return yield_from recursive(depth - 1);
}

/* By name: each frame in the one around it. */
static generator(int, int, int) one(void) { return yield_from counts(); }
static generator(int, int, int) two(void) { return yield_from one(); }
static generator(int, int, int) four(void) {
	yield -2;
	int result = yield_from two();
	return result;
}
static generator(int, int, int) eight(void) {
	co_defer { (void)calls; }
	return yield_from four();
}

/* By objects that somebody made before. */
static generator(int, int, int) delegates(co_gen *g) {
	co_defer { co_free(g); }
	return co_returned(int, (yield_from g));
}
static co_gen *chain(int depth) {
	co_gen *g = co_new(counts());
	while (depth--) g = co_new(delegates(g));
	return g;
}

enum { NEXT, SEND, THROW };

UNCOUNTED static unsigned long cost(co_gen *g, int how) {
	int v;
	for (int i = 0; i < 3; i++) co_next(g, &v); /* to where it delegates */
	unsigned long before = calls;
	enum { TIMES = 20 };
	for (int i = 0; i < TIMES; i++) {
		bool came = how == NEXT ? co_next(g, &v) : how == SEND ? co_send(g, 1, &v) : co_throw(g, 5, "caught", &v);
		if (!came) puts("it has ended");
	}
	unsigned long spent = calls - before;
	co_free(g);
	return spent / TIMES;
}

static int failures;

UNCOUNTED static void same(const char *what, unsigned long shallow, unsigned long deep) {
	printf("%s: %lu calls, deep: %lu\n", what, shallow, deep);
	failures += shallow != deep;
}

/* A walk: each node is entered and left once, so what each costs may not grow with the depth of the tree. */
struct tree {
	const struct tree *left, *right;
	int value;
};
static generator(int) walk(const struct tree *tree) {
	if (tree->left) yield_from walk(tree->left);
	yield tree->value;
	if (tree->right) yield_from walk(tree->right);
}
UNCOUNTED static double cost_of_walk(int depth, int trees) {
	struct tree *nodes = calloc((size_t)depth, sizeof *nodes);
	for (int i = 0; i + 1 < depth; i++)
		*(i % 2 ? &nodes[i].left : &nodes[i].right) = &nodes[i + 1];
	unsigned long before = calls, elements = 0;
	while (trees--) {
		co_gen *g = co_new(walk(nodes));
		int v;
		while (co_next(g, &v)) elements++;
		co_free(g);
	}
	free(nodes);
	return (double)(calls - before) / (double)elements;
}

UNCOUNTED int main(void) {
	static const char *const how[] = { "next", "send", "throw" };
	co_set_allocator(allocate, release, NULL);
	for (int i = NEXT; i <= THROW; i++) {
		printf("%s, ", how[i]);
		same("recursion", cost(co_new(recursive(1)), i), cost(co_new(recursive(1000)), i));
		same("by name", cost(co_new(one()), i), cost(co_new(eight()), i));
		same("objects", cost(chain(1), i), cost(chain(1000), i));
	}
	double shallow = cost_of_walk(2, 1000), deep = cost_of_walk(2000, 1);
	printf("walk: %.1f calls for each element, deep: %.1f\n", shallow, deep);
	failures += deep > shallow * 1.2;
	return failures != 0;
}
