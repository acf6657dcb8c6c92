/* A choice between pointers to variable-length arrays where no part of a branch has their type and does nothing. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) choice(int n) {
	int rows[3][n], (*at)[n] = rows;
	rows[0][0] = rows[1][0] = await later(n);
	n += (n ? at++ : at--)[0][0];
	n += (n ? at : ({ at--; }))[0][0];
	return n + (n ? ({ at; }) : ({ at--; }))[0][0]; /* error: unsupported */
}

int main(void) { return co_run(int, choice(1)); }
