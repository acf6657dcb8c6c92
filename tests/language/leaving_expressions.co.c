/* return, break, continue, goto and co_raise from inside a statement expression: the blocks around it are left as by any statement, also
 * where the expression itself does not suspend. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

#define TRY(call)                    \
	({                               \
		int got_ = (call);           \
		if (got_ < 0) return got_;   \
		got_;                        \
	})

static int half(int n) { return n % 2 ? -n : n / 2; }

static async(int) returns(int n) {
	co_defer { show("returns, defer", await later(n)); }
	int first = TRY(half(n));
	int second = 0;
	second = TRY(half(first)) + await later(1);
	if (TRY(half(second)) > 2) return await later(TRY(half(second)));
	return 100 + second;
}

static async(int) jumps(int n) {
	int sum = 0;
	for (int i = 0; i < 5; i++) {
		co_defer { show("jumps, defer", await later(i)); }
		sum += ({
			if (i == n) break;
			if (i == n + 1) continue;
			if (n == 3 && i == 2) goto out;
			i;
		});
		show("jumps, behind", sum);
	}
	return sum;
out:
	return -sum;
}

static async(int) raises(int n) {
	int sum = 0;
	co_try {
		co_defer { sum += await later(1000); }
		int values[2] = { ({ if (n == 1) co_raise(11, "first"); 1; }), await later(2) + ({ if (n == 2) co_raise(12, "second"); 2; }) };
		sum += values[0] + values[1];
		while (({ if (n == 3) co_raise(13, "third"); sum < 8; })) sum++;
		switch (({ if (n == 4) co_raise(14, "fourth"); sum; })) {
		case 8: sum += await later(3);
		}
		if (n == 5) co_raise(({ if (sum) co_raise(15, "fifth"); 16; }), "not this one");
	}
	co_catch (e) {
		show_text("raises", e->message);
		sum += e->code + ({
			if (n == 2) co_raise_error(e);
			if (n == 3) return await later(sum);
			100;
		});
	}
	co_finally { show("raises, finally", sum); }
	return sum;
}

static generator(int, void, int) generates(int n) {
	co_defer { show("generates, defer", n); }
	co_try {
		yield ({
			if (n == 1) co_raise(21, "instead of a value");
			n;
		});
		int v = ({
			if (n == 2) return 22;
			5;
		});
		yield v;
	}
	co_catch (e) {
		yield e->code;
		return ({
			if (n == 1) co_reraise;
			0;
		});
	}
	return ({
		if (n == 3) co_raise(23, "instead of a result");
		n;
	});
}

static async(void) run(void) {
	for (int n = 0; n < 24; n += 4) show("returned", await returns(n));
	for (int n = 0; n < 6; n++) show("jumped", await jumps(n));
	for (int n = 0; n < 6; n++) {
		co_try { show("raised", await raises(n)); }
		co_catch (e) show("came out", e->code);
	}
}

int main(void) {
	co_run(void, run());
	for (int n = 0; n < 4; n++) {
		int v;
		co_gen *g = co_new(generates(n));
		while (co_next(g, &v)) show("generated", v);
		show("ended", co_gen_error(g) ? -co_gen_error(g)->code : co_returned(int, g));
		co_free(g);
	}
	return 0;
}
