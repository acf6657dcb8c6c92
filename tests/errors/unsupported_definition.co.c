/* A macro that is defined in the middle of a statement that suspends: the directive moves behind it, which cannot be done where
 * something in the statement looks at the name as it is there. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

enum { LIMIT = 5, HEIGHT = 6 };
#define LIMIT 7
#define ASKS LIMIT

static async(int) names(int n) {
	int r = await later(LIMIT
#undef LIMIT /* error: unsupported */
	                    + LIMIT);
	r += await later(n
#define LIMIT 8
	                 + ASKS
#undef LIMIT /* error: unsupported */
	                 + ASKS);
	if (n)
#define DEPTH 1 /* error: unsupported */
	{
#ifdef DEPTH
		n++;
#endif
		r += await later(n);
	}
	while (n--)
#define COUNT 1 /* error: unsupported */
	{
#undef COUNT
		r += await later(n);
	}
	if (n)
#define WHERE 3 /* error: unsupported */
	{
		r += await later(1);
#pragma push_macro("WHERE")
	}
	if (n)
#define NUMBER 3 /* error: unsupported */
	{
		int list[] = {
#include "unsupported_definition.h"
		};
		r += await later(list[0]);
	}
	return r;
}

static async(int) head(int n
#define IN_HEAD 3 /* error: unsupported */
) {
	return await later(n);
}

/* Fine */
static async(int) fine(int n) {
	int r = await later(
#undef ASKS
#define ASKS 3
		ASKS) + ASKS + HEIGHT;
#define HEIGHT 9
	int values[] = { 1, later == 0, n
#define OTHER 4
		+ OTHER, await later(r)
	};
	n += 2 *
#define NONE 7
		NONE;
	int list[] = {
#define ELEMENT(x) await later(x),
		ELEMENT(1)
#undef ELEMENT
	};
	struct size {
		int width;
#undef HEIGHT
#define HEIGHT height
		int HEIGHT;
	} size = { 1, 2 };
	return r + ASKS + values[0] + OTHER + n + list[0] + size.HEIGHT;
}

int main(void) { return co_run(int, names(1)) + co_run(int, head(1)) + co_run(int, fine(1)); }
