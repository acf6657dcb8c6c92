/* Generators with parameters of variable length, declared in front, with types of their own inside: the structure that stands behind
 * generator(Y, S, R) is none of these. */
#include "check.h"
#include <cogen.h>
static generator(int, int, long) rows(int n, int (*values)[n], int m, const short last[m]);
static generator(int, int, long) columns(int n, int m, int values[n][m]);

static generator(int, int, long) rows(int n, int (*values)[n], int m, const short last[m]) {
	struct step {
		int at, sent;
	} step = { 0, 1 };
	long sum = 0;
	for (; step.at < n; step.at++) {
		step.sent = yield(values[0][step.at] * step.sent);
		sum += step.sent;
	}
	return sum * 10 + last[m - 1];
}

static generator(int, int, long) columns(int n, int m, int values[n][m]) {
	struct {
		long total;
	} all = { 0 };
	for (int i = 0; i < n; i++) {
		struct step {
			int a[2];
		} step = { { i, values[i][m - 1] } };
		all.total += (yield step.a[1]) + step.a[0];
	}
	all.total += yield_from rows(m, values, 1, (const short[]){ 7 });
	return all.total;
}

int main(void) {
	int values[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }, v = 0;
	co_gen *g = co_new(columns(2, 3, values));
	for (bool more = co_next(g, &v); more; more = co_send(g, v + 1, &v)) show("value", v);
	show("returned", co_returned(long, g));
	co_free(g);
}
