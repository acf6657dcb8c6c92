/* Many activations of the same coroutines at once: each has variables of its own. */
#include "check.h"
#include <cogen.h>

static int log_length;
static char log_text[256];

static void note(char c) {
	log_text[log_length++] = c;
	log_text[log_length] = 0;
}

static async(int) inner(int n, char name) {
	int squares[3];
	for (int i = 0; i < 3; i++) {
		squares[i] = n * n + i;
		note((char)(name + i));
		await co_sleep(0);
	}
	return squares[0] + squares[1] + squares[2];
}

static async(int) outer(int n, char name) {
	int before = n * 1000, sum = 0;
	for (int turn = 0; turn < 2; turn++) {
		sum += await inner(n + turn, name);
		before += turn;
	}
	return before + sum;
}

static async(int) recursive(int n) {
	int local = n;
	await co_sleep(0);
	if (n == 0) return 0;
	int below = await recursive(n - 1);
	await co_sleep(0);
	return local + below;
}

static async(int) run(void) {
	co_future *both = co_gather(outer(1, 'a'), outer(2, 'p'));
	await both;
	show("first", co_gather_result(int, both, 0));
	show("second", co_gather_result(int, both, 1));
	show_text("order", log_text);

	co_future *all = co_gather(recursive(4), recursive(10), inner(3, 'A'), recursive(1));
	await all;
	show("recursive", co_gather_result(int, all, 0));
	show("recursive", co_gather_result(int, all, 1));
	show("inner", co_gather_result(int, all, 2));
	show("recursive", co_gather_result(int, all, 3));
	return 0;
}

int main(void) { return co_run(int, run()); }
