/* What people write who come from other languages, and what was forgotten: told as that, with edits that make it right. */
#include <cogen.h>

struct point {
	int x, y;
};

static async(struct point) where(void) { return (struct point){ 1, 2 }; }

static async(int) work(int n) { return n; }

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async_generator(int) slowly(int n) {
	while (n--) yield await work(n);
}

static async(int) loops(int n) {
	for (int x : numbers(3)) n += x; /* error: parse */
	for (int x : slowly(3)) /* error: parse */
		n += x;
	for (const int y in numbers(n)) { /* error: parse */
		n += y;
	}
	return n;
}

static async(int) calls(int n) {
	n += (await where).x; /* error: operand */
	struct point p = await where; /* error: operand */
	int x = await work; /* error: operand */
	return n + x + p.y;
}

static async(int) raises(int n) {
	co_try {
		n = await work(n);
	} co_catch (e) {
		if (e->code == 5) throw; /* error: parse */
	}
	if (n == 1) throw 5; /* error: parse */
	if (n == 2) throw(5, "text"); /* error: parse */
	return n;
}

int async behind(void); /* error: return-type */
static struct point *async pointer(void); /* error: return-type */
void generator nothing(void); /* error: return-type */

async(int, int) two(void); /* error: form */
generator(int, int, int, int) four(void); /* error: form */
async_generator(int, int, int) three(void); /* error: form */

static async(const char *) string(void) {
	const char *text = "not ended; /* error: parse */
	return text;
}

/* Fine. */
async(struct { int a, b; }) members(void);
static int plain(int async) {
	int generator = async;
	return generator;
}

int main(void) { return co_run(int, loops(1)) + co_run(int, calls(1)) + co_run(int, raises(1)) + plain(1); }
