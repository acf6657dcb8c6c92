/* Of memory whose size is known at run time: what cannot be kept over a suspension inside of its own expression. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static void fill(int n, int (*row)[n], int with) { (*row)[0] = with; }

static async(int) kept(int n) {
	int rows[3][n], (*at)[n] = rows;
	fill(n, &rows[1], await later(1));
	rows[await later(1)][await later(0)] = await later(3);
	at += await later(1);
	(*(at + n))[await later(0)] = 3;
	(*at++)[await later(0)] = 3;
	n += (n ? at++ : at--)[0][0] + await later(1);
	int(*two[2])[n];
	two[0] = two[1] = rows;
	(**(two + 1))[await later(0)] = 3;
	*(two + 1) += await later(0); /* error: unsupported */
	return rows[0][0];
}

int main(void) { return co_run(int, kept(1)); }
