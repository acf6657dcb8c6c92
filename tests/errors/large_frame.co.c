/* flags: -Wlarge-frame=300 */
#include <cogen.h>

static async(int) small(int n) {
	await co_sleep(1);
	return n;
}

static async(int) large(int n) { /* warning: large-frame */
	char text[400];
	text[0] = (char)n;
	await co_sleep(1);
	return text[n];
}

static async(int) caller(int n) { /* warning: large-frame */
	return await large(n) + await small(n);
}

/* Fine: it is not alive over the await. */
static async(int) before(int n) {
	{
		char text[400] = "";
		text[n] = 1;
		n += text[1];
	}
	await co_sleep(1);
	return n;
}

int main(void) { return co_run(int, caller(1)) + co_run(int, before(1)); }
