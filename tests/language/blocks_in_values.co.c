/* Statement expressions that hide a way out of blocks, or an error, and have no suspension of their own: what the blocks run is run. */
#include "check.h"
#include <cogen.h>
static co_lock lock = CO_LOCK_INIT;
#define TRY(x) ({ int r_ = (x); if (r_ < 0) return r_; r_; })
static async(int) f(int a) {
	int s = 0;
	co_with (&lock) {
		for (int i = 0; i < 4; i++) {
			s += ({ if (a == 2 && i == 1) continue; if (a == 3 && i == 2) break; if (a == 4 && i == 3) goto out; i; });
			s = s + TRY(a - 1);
		}
		await co_sleep(0);
	}
out:
	return s;
}
static async(int) g(int a) {
	co_try {
		int x = a && ({ if (a == 1) co_raise(5, "five"); if (a == 2) return 77; a; });
		await co_sleep(0);
		return x;
	} co_catch (e) {
		int x = ({ if (e->code == 5) co_reraise; 3; });
		return x;
	} co_finally {
		puts("finally");
	}
}
static async(int) run(void) {
	for (int a = 0; a < 5; a++) { show("f", await f(a)); show("locked", co_lock_locked(&lock)); }
	for (int a = 0; a < 4; a++) co_try show("g", await g(a)); co_catch (e) show("error", e->code);
	return 0;
}
int main(void) { return co_run(int, run()); }
