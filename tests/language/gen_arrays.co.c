/* Arrays, also of variable length, where a generator yields a pointer: they decay, as they do everywhere else. */
#include "check.h"
#include <cogen.h>

/* An array that is only yielded is read by who resumes; gcc has no way to know. */
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"

static generator(int *) of_length(int n) {
	int p[n];
	for (int i = 0; i < n; i++) p[i] = 0;
	while (n--) {
		p[0] += n;
		yield p;
	}
}

static generator(int *) fixed(void) {
	int p[3] = { 1, 2, 3 };
	yield p;
	yield (p + 1);
}

static generator(const char *) words(void) {
	char x[3] = "ab";
	yield "literal";
	yield x;
}

/* Whose one use is that they are yielded: they stay where the pointer leads. */
struct labelled {
	int number;
	char label[24];
};
static generator(const char *, int) alone(int n) {
	char text[32] = "alone, in an array of its own";
	yield text;
	struct labelled labelled = { 1, "in a member" };
	int sent = co_received(int, yield labelled.label);
	{
		char other[16] = "in a block";
		int kept = n + sent, more = kept * 2;
		sent = co_received(int, yield other);
		n = kept + more + sent;
	}
	yield (char[]){ 'l', 'i', 't', 'e', 'r', 'a', 'l', ' ', (char)('0' + n % 10), 0 };
	char rows[2][12] = { "row 0", "row 1" };
	yield rows[1];
	yield (n ? rows[0] : text);
}

/* a length that compilers take for a constant, and is what was sent */
static generator(int, int) sent_length(void) {
	typedef short row[2 + (yield 1)];
	int grid[2][(yield (int)(+3)) + 1];
	row three;
	memset(grid, 0, sizeof grid);
	grid[1][1] = (int)sizeof grid[0];
	yield (grid[1][1] + (int)sizeof three * 100);
}

static int overwrite_the_stack(int n) {
	volatile char bytes[512];
	for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (char)n;
	return bytes[n] == n ? n : 0;
}

int main(void) {
	co_for (int *, p, of_length(3)) show("of length", *p);
	co_for (int *, p, fixed()) show("fixed", *p);
	co_for (const char *, w, words()) printf("%s\n", w);
	co_for (const char *, w, alone(4)) {
		overwrite_the_stack(77);
		printf("%s\n", w);
	}
	const char *w = "";
	co_gen *g = co_new(alone(5));
	for (bool more = co_next(g, &w); more; more = co_send(g, 3, &w)) {
		overwrite_the_stack(78);
		printf("%s\n", w);
	}
	co_free(g);
	int size = 0;
	g = co_new(sent_length());
	for (bool more = co_next(g, &size); more; more = co_send(g, 4, &size)) show("sent length", size);
	co_free(g);
	return 0;
}
