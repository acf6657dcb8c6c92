/* const that is the variable's own, not that of what it leads to: local variables which do not move to the frame. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static int twice(int v) { return 2 * v; }

static async(int) pointers(void) {
	int a[3] = { 1, 2, 3 };
	int *const p = &a[await later(1)];
	*p = 5;
	const int *const q = &a[await later(2)];
	int (*const function)(int) = await later(1) ? twice : NULL;
	int(*const whole)[3] = await later(1) ? &a : NULL;
	(*whole)[0] = function(*q);
	char text[] = "text", other[] = "other";
	char *const both[2] = { await later(1) ? text : other, other };
	both[0][0] = 'n';
	__auto_type const guessed = &a[await later(0)];
	*guessed += 1;
	int *const restrict alone = &a[await later(2)];
	*alone += 1;
	for (int *const at = &a[await later(1)]; *at < 8;) ++*at;
	puts(text);
	return a[0] * 100 + a[1] * 10 + a[2] + _Generic(p, int * : 1000, const int * : 2000) + _Generic(q, const int * : 10000, default : 20000);
}

static async(int) values(void) {
	const int n = await later(3);
	const int row[2] = { await later(4), n };
	const struct {
		int m;
	} *none = NULL;
	return n + row[0] * 10 + row[1] * 100 + !none * 1000;
}

int main(void) {
	show("pointers", co_run(int, pointers()));
	show("values", co_run(int, values()));
	return 0;
}
