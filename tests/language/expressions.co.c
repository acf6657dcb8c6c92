/* GNU statement expressions with awaits, compound literals whose address outlives the statement, _Generic, typeof and
 * __auto_type across suspensions. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct point {
	int x, y;
};

#define MAX(a, b) \
	({ \
		__auto_type a_ = (a); \
		__auto_type b_ = (b); \
		a_ > b_ ? a_ : b_; \
	})
#define KIND(x) _Generic((x), int: "int", long: "long", double: "double", default: "other")

static async(int) statement_expressions(int n) {
	int sum = ({
		int a = await later(n);
		a * 2;
	});
	sum += MAX(await later(n), await later(3));
	sum += 1 + ({
		int total = 0;
		for (int i = 0; i < 3; i++) {
			if (i == 1) continue;
			total += await later(i);
		}
		await later(0);
		total;
	}) * await later(2);
	if (({ await later(n); }) > 1) sum += 100;
	for (int i = 0; i < ({ int stop = await later(2); stop; }); i++) sum += 1000;
	({ await later(0); });
	int early = ({
		if (n == 2) return -sum;
		await later(5);
	});
	struct point p = ({
		struct point q = { n, await later(7) };
		q;
	});
	return sum + early + p.y * 10000;
}

static async(int) compound_literals(int n) {
	struct point *p = &(struct point){ n, 2 };
	int *row = (int[]){ 1, await later(2), 3 }, sum = 0;
	const char **words = (const char *[]){ "one", "two" };
	await later(0);
	p->x += await later(10);
	row[0] = 40;
	for (int i = 0; i < 3; i++) {
		struct point *fresh = &(struct point){ i, 0 };
		fresh->y += await later(1);
		await later(0);
		sum += fresh->x + fresh->y * 10;
	}
	{
		row = (int[2]){ [1] = await later(9) };
		await later(0);
		sum += row[0] + row[1];
	}
	return sum * 100 + p->x + p->y + (int)strlen(words[1]);
}

static async(int) by_address(const struct point *p) {
	await later(0);
	return p->x * 10 + p->y;
}

static async(void) generics(int n) {
	show_text("int", KIND(n));
	show_text("double", KIND(n + 0.5));
	show("chosen", _Generic(n, int: await later(1), default: await later(2)));
	show("argument", await later(_Generic(n, int: 5, default: 6)));
	await later(0);
	const int fixed = n;
	await later(0);
	show("const", _Generic(&fixed, const int *: 1, int *: 2));
}

static async(int) deduced(int n) {
	__typeof__(n) a = await later(n);
	__auto_type b = await later(2);
	__auto_type c = a * 0.5;
	__auto_type p = &a;
	__typeof__(c) d = c + await later(1);
	await later(0);
	*p += 100;
	return a + b + (int)(c * 10) + (int)(d * 1000);
}

static async(int) run(void) {
	for (int n = 0; n < 4; n++) {
		show("statement expressions", await statement_expressions(n));
		show("compound literals", await compound_literals(n));
		show("by address", await by_address(&(struct point){ await later(n), 4 }));
		await generics(n);
		show("deduced", await deduced(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
