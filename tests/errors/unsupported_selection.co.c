/* An array in what is chosen, where it depends on the choice whether that is an object. */
#include <cogen.h>

struct t {
	int a[3];
};
static struct t object;
static struct t make(void) { return object; }
static int first(const int *a, int b) { return a[0] + b; }

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) f(int n) {
	n += first(_Generic(n, int: object, default: make()).a, await later(1)); /* error: unsupported */
	n += first(__builtin_choose_expr(1, object, make()).a, await later(1)); /* error: unsupported */
	n += first(_Generic(n, int: object, default: object).a, await later(1));
	n += first(_Generic(n, int: make(), default: make()).a, await later(1));
	return n + first(_Generic(n, int: object, default: make()).a, 1);
}

int main(void) { return co_run(int, f(0)); }
