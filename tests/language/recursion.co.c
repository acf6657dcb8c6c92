/* Recursion: simple, double, mutual, through a pointer, in arguments of itself; with locals that live over it. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) fib(int n) { return n < 2 ? await later(n) : await fib(n - 1) + await fib(n - 2); }

static async(int) ackermann(int m, int n) {
	if (m == 0) return n + 1;
	if (n == 0) return await ackermann(m - 1, 1);
	return await ackermann(m - 1, await ackermann(m, n - 1));
}

static async(bool) is_odd(unsigned n);

static async(bool) is_even(unsigned n) {
	if (n == 0) return true;
	return await is_odd(n - 1);
}

static async(bool) is_odd(unsigned n) {
	await later(0);
	return n != 0 && await is_even(n - 1);
}

struct tree {
	struct tree *left, *right;
	int key;
};

static async(struct tree *) insert(struct tree *tree, struct tree *node) {
	if (!tree) return node;
	if (node->key < tree->key)
		tree->left = await insert(tree->left, node);
	else
		tree->right = await insert(tree->right, node);
	return tree;
}

static async(int) depth(const struct tree *tree) {
	if (!tree) return await later(0);
	int left = await depth(tree->left), right = await depth(tree->right);
	return 1 + (left > right ? left : right);
}

static async(void) in_order(const struct tree *tree, int *out, int *n) {
	if (!tree) return;
	await in_order(tree->left, out, n);
	out[(*n)++] = await later(tree->key);
	await in_order(tree->right, out, n);
}

static async(int) hanoi(int n, int from, int to, int by) {
	static int checksum;
	if (n == 0) return 0;
	int moves = await hanoi(n - 1, from, by, to);
	checksum = (checksum * 7 + from * 3 + to) % 10007;
	moves += 1 + await hanoi(n - 1, by, to, from);
	if (n == 6) show("checksum", checksum);
	return moves;
}

static async(int) quick(int *from, int *to) {
	if (to - from < 2) return 0;
	int pivot = *from, *low = from, swaps = 0;
	for (int *at = from + 1; at < to; at++)
		if (*at < await later(pivot)) {
			int swap = *++low;
			*low = *at;
			*at = swap;
			swaps++;
		}
	*from = *low;
	*low = pivot;
	swaps += await quick(from, low);
	return swaps + await quick(low + 1, to);
}

typedef async(int) (*step_function)(int, void *);

struct vtable {
	step_function again;
};

static async(int) by_pointer(int n, void *table) {
	const struct vtable *vtable = table;
	if (n <= 0) return await later(1);
	int local = n * n;
	int rest = await vtable->again(n - 2, table);
	return local + rest;
}

static async(int) run(void) {
	for (int i = 0; i < 12; i++) show("fib", await fib(i));
	show("ackermann", await ackermann(2, 3));
	show("even", await is_even(20) + 2 * await is_odd(7) + 4 * await is_even(7));
	struct tree nodes[12] = { 0 }, *tree = NULL;
	for (int i = 0; i < 12; i++) {
		nodes[i].key = (i * 7 + 3) % 12;
		tree = await insert(tree, &nodes[i]);
	}
	int keys[12], n = 0;
	await in_order(tree, keys, &n);
	show_ints("keys", keys, n);
	show("depth", await depth(tree));
	show("hanoi", await hanoi(6, 1, 2, 3));
	int numbers[] = { 5, 3, 9, 1, 8, 2, 7, 7, 0, 4 };
	show("swaps", await quick(numbers, numbers + 10));
	show_ints("sorted", numbers, 10);
	struct vtable vtable = { by_pointer };
	show("by pointer", await by_pointer(9, &vtable));
	return 0;
}

int main(void) { return co_run(int, run()); }
