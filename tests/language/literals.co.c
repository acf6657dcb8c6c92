/* Compound literals whose address is taken: they live until their block ends, over every suspension in it. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct row {
	int cells[3];
	const char *name;
};

#define ROW(n) (&(struct row){ { n, n + 1 }, #n })
#define PAIR(a, b) ((int[]){ a, b })

static async(int) tangle(int depth) {
	int noise[8] = { depth, 7, 7, 7, 7, 7, 7, await later(7) };
	return depth ? await tangle(depth - 1) + noise[7] : noise[1];
}

static async(void) pointers(int n) {
	int *numbers = (int[]){ n, await later(n + 1), n + 2 };
	struct row *row = &(struct row){ .cells = { 4, await later(5), n }, .name = "row" };
	const char *const *words = (const char *const[]){ "one", "two" };
	int *inner = (struct row){ { 8, n, 9 }, NULL }.cells, *second = &(struct row){ { 1, n, 3 }, NULL }.cells[1];
	char *text = (char[]){ "text" };
	long *one = &(long){ n };
	volatile short *noticed = &(volatile short){ (short)n };
	await tangle(3);
	numbers[0] += 10;
	row->cells[0] += await later(1);
	*one *= 3;
	text[0] = (char)await later('n');
	*noticed += 1;
	*second += await later(2);
	show_ints("numbers", numbers, 3);
	show_ints("row", row->cells, 3);
	show_ints("inner", inner, 3);
	show("second", *second + *one + *noticed);
	printf("%s %s %s %s\n", row->name, words[0], words[1], text);
}

static async(int) in_loops(int n) {
	int sum = 0, *kept = NULL;
	for (int i = 0; i < n; i++) {
		int *fresh = (int[2]){ i };
		await tangle(1);
		fresh[1] += i + 1;
		for (struct row *row = &(struct row){ { i, n }, NULL }; row->cells[0] < n; row->cells[0] += await later(1)) sum += row->cells[1];
		sum += fresh[0] + fresh[1] + (kept ? 1 : 0);
		kept = i % 2 ? &(int){ i } : fresh;
		sum += *kept + await later(*kept);
	}
	return sum;
}

static async(int) by_macro(int n) {
	struct row *row = ROW(n);
	int *pair = PAIR(n, await later(n)), *other = PAIR(1, 2);
	await tangle(2);
	pair[1]++;
	row->cells[2] = await later(30);
	show_text("name", row->name);
	return row->cells[0] + row->cells[1] + row->cells[2] + pair[0] * 100 + pair[1] * 1000 + other[1];
}

static async(int) look(const struct row *row, int *count) {
	await later(0);
	++*count;
	return row->cells[0] + *count;
}

static async(int) run(void) {
	await pointers(5);
	show("loops", await in_loops(4));
	show("macro", await by_macro(6));
	show("argument", await look(&(struct row){ { 40 }, NULL }, &(int){ 1 }) + await look(ROW(50), PAIR(3, 4)));
	return 0;
}

int main(void) { return co_run(int, run()); }
