/* What stays of a call's expansion: the calls in it that hide nothing. */
#include <assert.h>
#include <cogen.h>
#include <errno.h>
#include <stdio.h>

#define CHECKED(e) ({ int r_ = await (e); assert(r_ >= 0); r_; })
#define FIND(p) (await find((p), NULL, INNER(p)))
#define INNER(x) ((x) != NULL)
#define OUTER(x) MIDDLE(x)
#define MIDDLE(x) if (x) return INNER(0)
#define DEBUG(x) fprintf(stderr, #x " at " __FILE__ ":%d\n", __LINE__)
#define TRACE(e) (DEBUG(e), await (e))
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define NAMED(x) puts(TEXT(NULL) TEXT(x) TEXT(__LINE__)), await later(x)
#define ERROR errno = await later(EINVAL)
#define EVEN(x) ((x) % 2)
#define BOOLEAN(x) bool x = await later(EMPTY true EMPTY)
#define EMPTY

static async(int) later(int v) { return v; }
static async(int) find(void *p, void *q, int n) { return p == q ? n : 0; }

static async(int) nested(int *p) {
	int n = CHECKED(later(1)) + FIND(p) + FIND(NULL);
	OUTER(n);
	n += TRACE(later(n));
	NAMED(n);
	ERROR;
	BOOLEAN(seen);
	n += await later(EVEN(n));
	return n + seen;
}
