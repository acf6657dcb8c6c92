/* The variable of a co_catch, in the parts behind it, where clang still knows it. */
#include <cogen.h>

static int behind;
async(int) named_behind(int n) {
	int f = n;
	co_try { await co_sleep(n); }
	co_catch (behind) { n = behind->code; }
	co_finally { n += behind ? 1 : 2; } /* error: kept-pointer */
	co_try { await co_sleep(n); }
	co_catch (f) { n = f->code; }
	co_catch_all (e) { n = e->code + (f ? 1 : 2); } /* error: kept-pointer */
	/* Fine. */
	co_try { co_raise(1, "one"); }
	co_catch (f) {
		co_try { await co_sleep(n); }
		co_catch (f) { n = f->code; }
		co_finally { n += f->code; }
	}
	return n + f + behind;
}
