/* Blocks that control never comes out of at their end, each in front of a case: compilers must not see one that is fallen into. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static co_lock lock = CO_LOCK_INIT;

static async(int) ways(int n) {
	switch (n) {
	case 1:
		co_try { return await later(n); } co_finally { await later(1); }
	case 2:
		co_with (&lock) { return await later(n); }
	case 3:
		co_timeout (10) { await later(2); break; }
	case 4:
		co_scope { n += 10; break; }
	case 5:
		co_uncancellable { return await later(n); }
	case 6:
		co_try { co_raise(1, "six"); } co_catch (e) { break; }
	case 7:
		co_try { await later(1); co_raise(2, "seven"); } co_catch (e) { co_reraise; }
	case 8:
		co_try { return await later(n); } co_catch (e) { return -1; } co_catch_all (e) { co_reraise; }
	case 9: {
		co_defer { n = await later(n + 1); }
		return n * 10;
	}
	case 10:
		co_timeout (10) { await later(1); co_raise(3, "ten"); }
	case 11:
		co_try { co_timeout (10) { await later(1); co_raise(4, "eleven"); } } co_catch (e) { return e->code; } co_finally { n++; }
	case 12:
		co_scope { co_try { await later(1); co_raise(5, "twelve"); } co_finally { n++; } }
	case 13:
		for (;;) {
			co_defer { n++; }
			if (await later(n) > 15) return n;
		}
	default: n = -n;
	}
	return n + 1000;
}

/* Cases that are fallen into and are nothing but a jump, which gcc does not take for a fall through; out of blocks, and not. */
static async(void) quit(int n) {
	switch (n) {
	case 1: show("quit", n);
	case 2: return;
	case 3: await later(1);
	case 4: return;
	default: show("other", n);
	}
}
static async(int) jumps(int n) {
	int sum = 0;
	await quit(n);
	co_try {
		switch (n) {
		case 1: sum += await later(1);
		case 2: goto out;
		case 3: sum++; break;
		case 4: sum += 3;
		default: break;
		}
		for (;;) {
			co_defer { sum++; }
			switch (n) {
			case 1: sum += await later(1);
			case 3:
			case 100: {
				goto out;
			}
			case 4: sum += 3;
			case 5: goto again;
			case 9: sum += await later(1);
			default: break;
			}
			if (n == 4) break;
			switch (n++) {
			case 10: sum++;
			case 11: continue;
			case 12: sum++;
			case 14:
twice:
				goto out;
			default: break;
			}
			if (n == 7) goto twice;
			break;
again:
			sum++;
			n = 10;
		}
	}
	co_finally { sum++; }
out:
	return sum;
}

static async(void) all(void) {
	for (int i = 1; i <= 14; i++) show("jumps", await jumps(i));
	for (int i = 1; i <= 14; i++) {
		co_try {
			show("way", await ways(i));
		} co_catch (e) {
			show("error", e->code);
		}
	}
}

int main(void) { co_run(void, all()); }
