/* B2: the tree that is walked, and the sum that shows in which order its nodes came. For C and C++. */
#ifndef BENCH_TREE_H
#define BENCH_TREE_H

#include <bench.h>
#include <stdbool.h>

struct node {
	struct node *left, *right;
	uint64_t value;
};

static uint64_t tree_nodes;

static inline struct node *tree_make(int levels, bool list) {
	if (!levels) return NULL;
	struct node *node = (struct node *)malloc(sizeof *node);
	node->value = tree_nodes++;
	node->left = tree_make(levels - 1, list);
	node->right = list ? NULL : tree_make(levels - 1, list);
	return node;
}

struct total {
	uint64_t sum, count;
};

static inline void total_add(struct total *total, uint64_t value) {
	total->sum += value ^ total->count;
	total->count++;
}

static inline void total_print(struct total total, double start, int depth) {
	printf("ns_per_element=%.4f check%d=%llu\n", (bench_time() - start) / (double)total.count, depth, (unsigned long long)total.sum);
}

#endif
