/* sizeof, _Alignof, offsetof and typeof beside suspensions, of variables wherever they live; arrays do not become pointers. */
#include "check.h"
#include <cogen.h>
#include <stddef.h>

#pragma GCC diagnostic ignored "-Wsizeof-array-argument"

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct record {
	char c;
	int numbers[5];
	char name[7];
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static async(int) arrays(int parameter[10]) {
	int row[7] = { 0 };
	char text[] = "twelve chars", grid[3][4];
	struct record records[2];
	size_t pointer = sizeof parameter;
	await later(0);
	memset(grid, 'g', sizeof grid);
	memset(records, 0, sizeof records);
	for (size_t i = 0; i < COUNT(row); i++) row[i] = await later((int)i);
	int sum = (int)(sizeof row + sizeof text * 100 + COUNT(grid) * 10000 + sizeof grid[0] * 100000);
	sum += await later((int)sizeof records[0].name) + (int)COUNT(records) + (pointer == sizeof(int *));
	__typeof__(row) copy;
	memcpy(copy, row, sizeof copy);
	await later(0);
	return sum + copy[6] + (int)sizeof(copy) + (grid[2][3] == 'g') + records[1].name[6];
}

static async(int) others(char c, short s) {
	struct record record = { .c = c };
	char narrow = 1;
	await later(0);
	size_t promoted = sizeof(narrow + narrow), plain = sizeof narrow, member = sizeof record.numbers;
	await later(0);
	narrow = (char)await later((int)(promoted + plain + member + sizeof s));
	return narrow + (int)(_Alignof(struct record) + offsetof(struct record, name)) + record.c + (int)sizeof "abc";
}

static async(int) addresses(void) {
	int values[4] = { 1, 2, 3, 4 };
	int(*whole)[4] = &values;
	await later(0);
	return (int)(sizeof *whole) + (*whole)[3] + (int)((char *)(whole + 1) - (char *)values);
}

/* lengths in the frame, in a type of more than one */
static async(int) lengths(int n, int m) {
	int *at_n = &n, *at_m = &m;
	int room[60] = { 0 };
	await later(1);
	room[*at_n * *at_m + 1] = 5;
	int size = (int)sizeof(int[n][m]) + (int)_Alignof(int[n][m]) + (int)sizeof(int[m][n][m]);
	await later(2);
	size += (*(int(*)[m][n])room)[1][1] + ((int(*)[n][m])room)[1][0][1];
	await later(2);
	__typeof__(int(*)[n][m]) p = (__typeof__(int[n][m]) *)room;
	return size + (int)sizeof *p + p[1][0][1] + (int)sizeof(__typeof__(int[n][m]));
}

static async(int) run(void) {
	int array[10] = { 0 };
	show("arrays", await arrays(array));
	show("others", await others(1, 2));
	show("addresses", await addresses());
	show("lengths", await lengths(2, 3));
	return 0;
}

int main(void) { return co_run(int, run()); }
