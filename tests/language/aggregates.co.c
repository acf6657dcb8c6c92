/* Structs and arrays by value that live across suspensions; big arguments and results; copies are copies. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct row {
	int cells[20];
};

struct table {
	struct row rows[4];
	char name[10];
	union {
		double real;
		uint64_t bits;
	} tail;
	struct {
		unsigned a : 5;
		unsigned b : 11;
		signed c : 16;
	} packed;
};

typedef struct {
	void *data;
	short tag;
} tagged;

static struct row row_from(int start) {
	struct row row;
	for (int i = 0; i < 20; i++) row.cells[i] = start + i;
	return row;
}

static async(struct table) table_from(int start, const char *name) {
	struct table table = { .name = "" };
	for (int i = 0; i < 4; i++) {
		table.rows[i] = row_from(start + 100 * i);
		await later(i);
	}
	strcpy(table.name, name);
	table.tail.real = start / 4.0;
	table.packed.a = (unsigned)start & 31u;
	table.packed.b = 2000;
	table.packed.c = -start;
	return table;
}

static async(int) total(struct table table, int factor) {
	int sum = 0;
	for (int i = 0; i < 4; i++) {
		struct row row = table.rows[i];
		await later(0);
		for (int j = 0; j < 20; j++) sum += row.cells[j];
		table.rows[i].cells[0] = -1;
	}
	return sum * factor + table.packed.c;
}

static async(struct row) reversed(struct row row) {
	for (int i = 0, j = 19; i < j; i++, j--) {
		int swap = row.cells[i];
		row.cells[i] = row.cells[j];
		if (i % 4 == 0) await later(0);
		row.cells[j] = swap;
	}
	return row;
}

static async(tagged) tag(tagged t, short by) {
	await later(by);
	t.tag = (short)(t.tag + by);
	return t;
}

static async(void) arrays(int n) {
	int grid[3][4];
	char names[2][6] = { "first", "two" };
	const char *const words[] = { "a", "bb", "ccc" };
	int (*row)[4] = grid;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 4; j++) grid[i][j] = await later(i * 4 + j + n);
	row++;
	await later(0);
	show("row", (*row)[1] * 100 + row[1][3]);
	names[1][0] = (char)await later('T');
	printf("%s %s %s\n", names[0], names[1], words[await later(2)]);
	int copy[3][4];
	memcpy(copy, grid, sizeof copy);
	grid[0][0] = -5;
	await later(0);
	show("copy", copy[0][0] - n + (int)(sizeof grid / sizeof *grid));
}

static async(int) run(void) {
	struct table a = await table_from(1, "a"), b = await table_from(1000, "b");
	show("total", await total(a, 1));
	show("total", await total(b, 2));
	struct table c = a;
	a.rows[2].cells[5] = await later(0);
	show("copy kept", c.rows[2].cells[5]);
	printf("%s%s%s %.2f %u %u %d\n", a.name, b.name, c.name, b.tail.real, b.packed.a, b.packed.b, b.packed.c);
	struct row row = await reversed(b.rows[1]);
	show_ints("reversed", row.cells, 20);
	show("argument kept", b.rows[1].cells[0]);
	row = await reversed(await reversed(row));
	show("twice", row.cells[0]);
	show("nested", (await table_from(3, "x")).rows[3].cells[await later(7)]);
	int target = 5;
	tagged t = await tag((tagged){ &target, 1 }, 2);
	t = await tag(t, 10);
	show("tag", t.tag + *(int *)t.data);
	await arrays(0);
	await arrays(9);
	return 0;
}

int main(void) { return co_run(int, run()); }
