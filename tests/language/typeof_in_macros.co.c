/* Types of declarations that name variables, in macros that stay closed: arrays of variable length, what lives in the frame, and names
 * that stand for something else outside. */
#include "check.h"
#include <cogen.h>

#define LARGER(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define ROW_OF(rows) __typeof__(&rows[0]) row = &rows[0]; row++
#define AS_IT_IS(...) __VA_ARGS__
#define TWICE(...) for (int i_ = 0; i_ < 2; i_++) __VA_ARGS__

char rows[100], kept[7];

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) run(int n) {
	int rows[n][n + 1], line[n];
	long kept = n;
	for (int i = 0; i < n; i++) line[i] = rows[i][0] = rows[i][1] = i;
	{
		ROW_OF(line);
		kept += *row;
	}
	show("larger", LARGER(line[1], kept));
	AS_IT_IS({
		__typeof__(rows) *all = &rows;
		__typeof__(kept) two[2] = { kept, n };
		show("sizes", sizeof *all + sizeof two);
	})
	TWICE({
		int k = 1;
		__typeof__(&rows[0]) row = &rows[0];
		row += k;
		(*row)[k] += 7;
		show("row", (*row)[k]);
	})
	return await later((int)kept) + rows[1][1];
}

int main(void) {
	show("outside", sizeof rows + sizeof kept);
	return co_run(int, run(3)) != 19;
}
