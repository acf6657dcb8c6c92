/* A statement expression that may not be evaluated: what it assigns, assigns nothing where it is not. No suspension is in it; the
 * variables have to live across those around it. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) and_then(int c, int d) {
	await later(1);
	int r = c && ({
				d = 40;
				1;
			});
	await later(2);
	return d + r;
}

static async(int) or_else(int c, int d) {
	await later(1);
	if (c || ({
			d = 50;
			d > 7;
		}))
		await later(2);
	return d;
}

static async(int) either(int c, int d, int e) {
	await later(1);
	int r = c ? ({
		d = 60;
		d;
	})
	          : ({
					e = 70;
					e;
				});
	await later(2);
	return d * 10000 + e * 100 + r;
}

static async(int) omitted(int c, int d) {
	await later(1);
	int r = c ?: ({
		d = 8;
		3;
	});
	await later(2);
	return d * 10 + r;
}

static async(int) nested(int a, int b, int d) {
	int e = d + 1;
	await later(1);
	int r = a && ({
				d = 9;
				b && ({
					e = d;
					e > 3;
				});
			});
	await later(2);
	return d * 100 + e * 10 + r;
}

static async(int) looped(int n) {
	int last = -1, count = 0;
	for (int i = 0; i < n; i++) {
		await later(i);
		(void)(i == 2 && ({
				   last = i;
				   1;
			   }));
		count += last + await later(0);
	}
	return count;
}

static async(int) run(void) {
	for (int c = 0; c < 2; c++) {
		show("and", await and_then(c, 3));
		show("or", await or_else(c, 3));
		show("either", await either(c, 3, 4));
		show("omitted", await omitted(c, 3));
		for (int b = 0; b < 2; b++) show("nested", await nested(c, b, 3));
	}
	show("looped", await looped(5));
	return 0;
}

int main(void) { return co_run(int, run()); }
