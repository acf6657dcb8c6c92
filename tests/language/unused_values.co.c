/* Values that nobody uses: of statement expressions, commas, conditions, with suspensions in them; compilers have nothing to
 * say about what is generated. */
#include "check.h"
#include <cogen.h>
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) values(int n) {
	int r = 1, *p = &r;
	r += (({
			  int x = await later(n);
			  x * 2;
		  }),
	      await later(3));
	r += (({ await later(n); }), n, await later(3));
	r = (await later(1), ({ r; }), await later(r));
	(void)(n, await later(2));
	n ? (void)await later(1) : (void)0;
	n ? await later(1) : await later(2);
	n &&await later(1);
	(n || await later(3), r++);
	(await later(4), n == 3 ? await later(1) : 2);
	(*p)++;
	for (await later(0), r += 2; await later(r) < 50; r += await later(10), (void)n)
		;
	(r > 3) && (r = await later(5), await later(r)) && r++;
	({ await later(3); });
	({
		int k = 3;
		k += await later(1);
		k;
	});
	if ((r = await later(2), r > 1)) r += 5;
	while (({
		int q = await later(r--);
		q > 3;
	}))
		;
	switch (({ await later(1); })) {
	case 1: r++;
	}
	const char *s = n ? ({
		await later(0);
		"yes";
	})
	                  : "no";
	int z = ({
				int a = await later(1), b = await later(2);
				a < b ? a : b;
			}) +
	        ({
				__label__ again;
				int i = 0;
		again:
				if (await later(i++) < 3) goto again;
				i;
			});
	sizeof(r) > 100 ? r = await later(0) : r;
	(void)await later(0);
	return r + z + (int)strlen(s) + ({
										struct {
											int a;
										} t = { await later(1) };
										t;
									}).a;
}

static async(int) run(void) {
	for (int i = 0; i < 3; i++) {
		show("v", await values(i));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
