/* Old code that does without `const`, and says so behind the headers it includes: what is generated has to agree with these. */
#include "check.h"
#include <cogen.h>
#define const

static async(int) later(const int *v) {
	if (suspend_now()) await co_sleep(0);
	return *v;
}

static async(int) sum(const int *values, int n) {
	int total = 0;
	for (int i = 0; i < n; i++) total += await later(&values[i]);
	return total;
}

int main(void) {
	static const int values[] = { 1, 2, 3, 4 };
	show("sum", co_run(int, sum(values, 4)));
	show("later", co_run(int, later(values)));
	return 0;
}
