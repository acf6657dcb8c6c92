/* co_frame_limit: held, overrun, before the definition, for what is no coroutine. */
#include <cogen.h>

static async(int) wide(int n);
static int plain(int n);

co_frame_limit(wide, 4000); /* error: frame-limit */

static async(int) wide(int n) {
	char text[256];
	text[0] = (char)n;
	await co_sleep(1);
	return text[n];
}

enum { BUDGET = 100 };

co_frame_limit(wide, 4000);
co_frame_limit(wide, 4 * 1000);
co_frame_limit(wide, 3000); /* another one for the same */
co_frame_limit(wide, 0); /* error: frame-limit */
co_frame_limit(wide, -1); /* error: frame-limit */
co_frame_limit(plain, 4000); /* error: frame-limit */
#define RENAMED wide
co_frame_limit(RENAMED, 200); /* error: frame-limit */

static int plain(int n) { return n; }

async(int) narrow(int n) {
	await co_sleep(n);
	return n;
}
co_frame_limit(narrow, BUDGET);

async(int) user(void) { return plain(await wide(1) + await narrow(1)); }
co_frame_limit(user, 2 * BUDGET); /* error: frame-limit */
