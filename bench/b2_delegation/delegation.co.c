/* B2: generators that delegate. `chain D N`: D generators, each a yield_from of the next, the innermost yields N numbers.
 * `tree D N` and `list D N`: the nodes of a tree of D levels, of a list of D, in order, until N have come. */
#include "tree.h"
#include <bench.h>
#include <cogen.h>

static generator(uint64_t) chain(int depth, uint64_t n) {
	if (depth > 0) {
		yield_from chain(depth - 1, n);
	} else {
		for (uint64_t i = 0; i < n; i++) yield i;
	}
}

static generator(uint64_t) walk(const struct node *node) {
	if (node->left) yield_from walk(node->left);
	yield node->value;
	if (node->right) yield_from walk(node->right);
}

int main(int argc, char **argv) {
	int depth = (int)bench_argument(argc, argv, 2, 1);
	uint64_t n = bench_argument(argc, argv, 3, 1000);
	struct total total = { 0, 0 };
	double start;
	if (argv[1][0] == 'c') {
		start = bench_time();
		co_gen *g = co_new(chain(depth - 1, n));
		uint64_t x;
		while (co_next(g, &x)) total_add(&total, x);
		co_free(g);
	} else {
		struct node *root = tree_make(depth, argv[1][0] == 'l');
		start = bench_time();
		while (total.count < n) {
			co_gen *g = co_new(walk(root));
			uint64_t x;
			while (co_next(g, &x)) total_add(&total, x);
			co_free(g);
		}
	}
	total_print(total, start, depth);
	return 0;
}
