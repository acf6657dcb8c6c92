/* Statement expressions whose value is what an await returns, in every place that takes a value. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct row {
	int cells[3];
};

static async(struct row) row(int first) {
	struct row row = { { first, await later(first + 1), 5 } };
	return row;
}

static async(int) last_is_await(int n) {
	int r = ({ await later(n); }) + ({
		int kept = n;
		await later(kept);
	});
	show("sum", r);
	r = r + (n ? ({ await later(2); }) : 0);
	r = r + ({ ({ await later(5); }); });
	show("nested", r);
	(void)({ await later(9); });
	({ await later(0); });
	r = ({ r > 3 ? await later(1) : 2; }) + ({ r && await later(r); });
	show("conditional", r);
	r = ({ (await later(1), r); });
	int cells[3] = { ({ await later(1); }), [2] = await later(4) };
	r += cells[({
		int i = 0;
		await later(i) + 2;
	})] + cells[1];
	r += ({ await row(7); }).cells[1];
	show_real("converted", ({ await later(3); }) * 1.5);
	return r + ({
		int n = 100;
		await later(n);
	}) + n;
}

static async(int) run(void) {
	show("3", await last_is_await(3));
	show("0", await last_is_await(0));
	return 0;
}

int main(void) { return co_run(int, run()); }
