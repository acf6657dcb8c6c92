/* A comparison that a macro has in parentheses, as the condition of an `if` or of a loop: clang warns of a second pair where
 * it is no macro's (-Wparentheses-equality). The one that tells an assignment from a slip of the pen stays. */
#include <assert.h>
#include <cogen.h>
#include <stdio.h>

struct object {
	unsigned char flags;
};
#define FLAGS(o) ((o).flags)
#define HAS(o, f) (FLAGS(o) == f)
#define OPEN (o.flags == 3)
#define TWICE ((o.flags == 3))
#define BOTH (o.flags == 3) && (n == 4)
#define SET (n = 1)
#define EITHER (o.flags == 3, n == 4)
#define CHECK(e) \
	while (e) puts(#e)

static async(int) conditions(struct object o, int n) {
	await co_sleep(0);
	assert(HAS(o, 3));
	CHECK(HAS(o, 4));
	CHECK(OPEN);
	if (OPEN) puts("if");
	if (TWICE) puts("three pairs");
	if (HAS(o, 3)) puts("stays");
	while (OPEN) o.flags++;
	for (; OPEN;) o.flags++;
	for (int i = 0; OPEN; i++) o.flags++;
	do o.flags++;
	while (OPEN);
	if (OPEN) await co_sleep(0);
	if (BOTH) n++;
	if (SET) n++;
	if (EITHER) n++;
	if (!OPEN) n++;
	n += sizeof(OPEN) + (OPEN) + (OPEN ? 1 : 2);
	return n;
}

int main(void) { return co_run(int, conditions((struct object){ 3 }, 4)) < 0; }
