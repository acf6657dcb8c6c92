/* A pointer to an array of variable length that is kept inside an expression has the size of a pointer, in a frame whose size is
 * written down: that of a function which stands behind one that awaits it. */
#include <cogen.h>
#include "check.h"

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) element(int n, int rows[n][n + 1], int *more);

static async(int) early(int n, int rows[n][n + 1]) {
	int more[4] = { 1, 2, 3, 4 };
	return await element(n, rows, more) + more[1];
}

static async(int) element(int n, int rows[n][n + 1], int *more) {
	int sum = rows[n - 1][await later(1)] + more[await later(1)];
	(*(rows + 1))[await later(2)] += more[2] + await later(sum);
	return sum + rows[1][2] + more[await later(3)];
}

int main(void) {
	int rows[3][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, { 9, 10, 11, 12 } };
	show("early", co_run(int, early(3, rows)));
	show("changed", rows[1][2]);
}
