/* B2 by hand. `chain`: the root knows the innermost frame and each frame where it goes on, as a function: a resumption is one
 * indirect call at any depth. `tree`, `list`: an iterator with a stack of its own. */
#include "tree.h"

struct frame {
	int (*resume)(struct frame *);
	int depth;
	uint64_t i, n, value;
	struct frame *child, *parent, *root, *leaf;
};

static int leaf_on(struct frame *f) {
	uint64_t i = f->i + 1;
	if (__builtin_expect(i < f->n, 1)) {
		f->i = i;
		f->root->value = i;
		return 1;
	}
	f->root->leaf = f->parent;
	return 0;
}

static int child_ended(struct frame *f) {
	free(f->child);
	f->root->leaf = f->parent;
	return 0;
}

static int begin(struct frame *f) {
	if (f->depth == 0) {
		if (!f->n) {
			f->root->leaf = f->parent;
			return 0;
		}
		f->i = 0;
		f->root->value = 0;
		f->resume = leaf_on;
		return 1;
	}
	struct frame *child = f->child = (struct frame *)malloc(sizeof *child);
	*child = (struct frame){ .resume = begin, .depth = f->depth - 1, .n = f->n, .parent = f, .root = f->root };
	f->resume = child_ended;
	f->root->leaf = child;
	return 0;
}

static inline int next(struct frame *root) {
	struct frame *leaf = root->leaf;
	do {
		if (__builtin_expect(leaf->resume(leaf), 1)) return 1;
	} while ((leaf = root->leaf));
	return 0;
}

struct iterator {
	const struct node *stack[128];
	int count;
};

static inline void push(struct iterator *it, const struct node *node) {
	for (; node; node = node->left) it->stack[it->count++] = node;
}

BENCH_OPAQUE static bool tree_next(struct iterator *it, uint64_t *value) {
	if (!it->count) return false;
	const struct node *node = it->stack[--it->count];
	*value = node->value;
	push(it, node->right);
	return true;
}

int main(int argc, char **argv) {
	int depth = (int)bench_argument(argc, argv, 2, 1);
	uint64_t n = bench_argument(argc, argv, 3, 1000);
	struct total total = { 0, 0 };
	double start;
	if (argv[1][0] == 'c') {
		start = bench_time();
		struct frame root = { .resume = begin, .depth = depth - 1, .n = n };
		root.root = root.leaf = &root;
		while (next(&root)) total_add(&total, root.value);
	} else {
		struct node *tree = tree_make(depth, argv[1][0] == 'l');
		start = bench_time();
		while (total.count < n) {
			struct iterator it = { .count = 0 };
			uint64_t x;
			push(&it, tree);
			while (tree_next(&it, &x)) total_add(&total, x);
		}
	}
	total_print(total, start, depth);
	return 0;
}
