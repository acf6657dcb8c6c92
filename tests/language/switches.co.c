/* switch: awaits in the operand and in cases, fallthrough, default anywhere, declarations before the first case, nesting,
 * ranges, cases of many types, break and continue through it. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(long long) later_wide(long long v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

enum colour { RED, GREEN = 10, BLUE };

static async(int) fall_through(int n) {
	int result = 0;
	switch (n) {
	case 0:
		result += await later(1);
		/* fall through */
	case 1:
		result += 10;
		await later(0);
		/* fall through */
	case 2: result += await later(100); break;
	case 3: return await later(3);
	case 4:
	case 5: result = await later(n) * 7; break;
	}
	return result + await later(1000);
}

static async(int) default_first(int n) {
	switch (await later(n)) {
	default: n += await later(50);
		/* fall through */
	case 2: n *= 2; break;
	case 3: n = await later(-1);
	}
	return n;
}

static async(int) default_in_the_middle(int n) {
	int trail = 0;
	switch (n) {
	case 1: trail = trail * 10 + await later(1);
		/* fall through */
	default: trail = trail * 10 + await later(9);
		/* fall through */
	case 2: trail = trail * 10 + await later(2);
	}
	return trail;
}

static async(int) declared_before(int n) {
	switch (n) {
		int scratch;
	case 1:
		scratch = await later(11);
		await later(0);
		return scratch;
	case 2: scratch = 5;
		/* fall through */
	default: {
		int own = await later(7);
		if (n == 2) own += scratch;
		await later(0);
		return own;
	}
	}
}

static async(const char *) of_colour(enum colour colour) {
	switch (colour) {
	case RED: await later(0); return "red";
	case GREEN: return await later(1) ? "green" : "not green";
	case BLUE: break;
	}
	await later(0);
	return "blue";
}

static async(int) wide(long long v) {
	switch (await later_wide(v)) {
	case -1: return 1;
	case 0x100000000LL: return 2;
	case 1 ... 9: return await later(3);
	case 'A' ... 'Z': return await later(4);
	default: return 5;
	}
}

static async(int) nested(int a, int b) {
	int r = 0;
	switch (await later(a)) {
	case 0:
		switch (await later(b)) {
		case 0: r = 1; break;
		case 1: r = await later(2);
			/* fall through */
		default: r += 3;
		}
		r *= 10;
		break;
	case 1:
		for (int i = 0; i < 3; i++) {
			switch (i + b) {
			case 1: continue;
			case 2: r += await later(5); break;
			default: r += await later(i); continue;
			}
			r += 100;
			if (await later(b)) break;
		}
		break;
	default:
		if (b)
			switch (b)
			case 1: r = await later(8);
	}
	return r;
}

/* case labels inside nested statements. */
static async(int) jumping_in(int n) {
	int r = 0;
	switch (n) {
	case 0:
		if (r) {
	case 1:
			r += await later(1);
		} else {
			/* fall through */
	case 2:
			r += await later(20);
			while (r < 100) {
				r += 30;
				/* fall through */
	case 3:
				r += await later(5);
				if (r > 90) break;
			}
		}
		r += 1000;
	}
	return r;
}

static async(void) nothing(int n) {
	switch (await later(n)) {
	}
	switch (n) {
	default:;
	}
	switch (await later(n)) {
	case 0: return;
	case 1:
	default: await later(0);
	}
}

static async(int) run(void) {
	for (int n = 0; n < 7; n++) {
		show("fall through", await fall_through(n));
		show("default first", await default_first(n));
		show("default in the middle", await default_in_the_middle(n));
		show("declared before", await declared_before(n));
		show("jumping in", await jumping_in(n));
		await nothing(n);
	}
	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++) show("nested", await nested(a, b));
	printf("%s %s %s\n", await of_colour(RED), await of_colour(GREEN), await of_colour(BLUE));
	printf("%d %d %d %d %d\n", await wide(-1), await wide(1LL << 32), await wide(5), await wide('Q'), await wide(1LL << 33));
	return 0;
}

int main(void) { return co_run(int, run()); }
