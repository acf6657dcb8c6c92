/* Arrays of variable length, parameters and pointers of variably modified type, alloca, over suspensions. */
#include "check.h"
#include <alloca.h>
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) local(int n) {
	int array[n + 1], sum = 0;
	for (int i = 0; i <= n; i++) array[i] = await later(i * i);
	n = 100;
	await later(0);
	for (size_t i = 0; i < sizeof array / sizeof *array; i++) sum += array[i];
	return sum;
}

static async(int) in_loop(int n) {
	int sum = 0;
	for (int i = 1; i <= n; i++) {
		char text[await later(i) + 1];
		memset(text, 'a' + i, (size_t)i);
		text[i] = 0;
		await later(0);
		if (i == 3) continue;
		sum += (int)strlen(text) * 10 + (int)sizeof text;
		if (i == 6) break;
	}
	return sum;
}

static async(int) grid(int n, int m, int a[n][m]) {
	int copy[m][n], (*row)[m] = a;
	for (int i = 0; i < n; i++, row++)
		for (int j = 0; j < m; j++) copy[j][i] = (*row)[j] + await later(0);
	n = m = -1;
	await later(0);
	return copy[1][0] * 100 + copy[0][1] * 10 + a[1][1] + (int)(sizeof copy / sizeof copy[0]);
}

static async(int) recursion(int n) {
	int row[n + 1];
	for (int i = 0; i <= n; i++) row[i] = n;
	int below = n ? await recursion(n - 1) : await later(0);
	int sum = 0;
	for (int i = 0; i <= n; i++) sum += row[i];
	return below + sum;
}

static async(int) typedefs(int n) {
	typedef int row[n];
	row a, b;
	for (int i = 0; i < n; i++) a[i] = i, b[i] = await later(i * 2);
	int count = n;
	n = 1000;
	row *p = &b;
	await later(0);
	return a[count - 1] + (*p)[count - 1] + (int)(sizeof(row) / sizeof(int)) * 100;
}

static async(int) jumps(int n) {
	int turns = 0;
again:;
	int block[turns + 1];
	block[turns] = await later(turns);
	turns++;
	if (turns < n) goto again;
	await later(0);
	return block[turns - 1] * 100 + (int)(sizeof block / sizeof *block);
}

static async(int) allocas(int n) {
	char *all[4] = { NULL };
	for (int i = 0; i < 4; i++) {
		all[i] = alloca((size_t)n + 2);
		snprintf(all[i], (size_t)n + 2, "%d", await later(i * 3));
		await later(0);
	}
	int sum = 0;
	for (int i = 0; i < 4; i++) sum += atoi(all[i]);
	return sum;
}

static async(int) run(void) {
	int a[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	for (int n = 1; n < 8; n += 2) {
		show("local", await local(n));
		show("loop", await in_loop(n));
		show("grid", await grid(2, 3, a));
		show("recursion", await recursion(n));
		show("typedefs", await typedefs(n));
		show("jumps", await jumps(n));
		show("allocas", await allocas(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
