/* A suspension in a type that is named in an expression, or that a static variable has; an error raised inside an expression. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) of_type(int n) {
	int b[4] = { n };
	n += (*(int(*)[await later(3)])&b)[0]; /* error: unsupported */
	static int(*kept)[await later(4)]; /* error: unsupported */
	return n + (kept == 0);
}

static async(int) in_an_expression(int n) {
	int m = n > 0 ? n : (co_raise(1, "negative"), 0); /* error: unsupported */
	if (n > 3) co_raise(2, "more than three");
	return m + ({
		       if (n > 2) co_raise(2, "more than two");
		       1;
	       });
}

int main(void) { return co_run(int, of_type(1)) + co_run(int, in_an_expression(1)); }
