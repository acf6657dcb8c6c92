/* A co_for whose generator is made of the variable that the loop itself declares: C has a name from its declarator on. */
#include <cogen.h>

static generator(int) numbers(int n) {
	while (n--) yield n;
}

static async_generator(int) slowly(int n) {
	await co_sleep(0);
	yield n;
}

static async(int) in_coroutine(int x) {
	int sum = 0;
	co_for (int, x, numbers(x)) sum += x; /* error: form */
	co_for (int, x, numbers(3 + (x + 1) * 2)) sum += x; /* error: form */
	co_for (int, x, (co_new(numbers(x)))) sum += x; /* error: form */
	co_for_await (int, x, slowly(x)) sum += x; /* error: form */
	await co_sleep(0);
	return sum;
}

static int in_plain_code(int x) {
	int sum = 0;
	co_for (int, x, numbers(x)) sum += x; /* error: form */
	return sum;
}

/* Fine: another one's name, a member, the body. */
struct limit {
	int x;
};
static async(int) fine(int y, struct limit *limit) {
	int sum = 0;
	co_for (int, x, numbers(y)) sum += x;
	co_for (int, x, numbers(limit->x)) {
		int y = x;
		co_for (int, x, numbers(y)) sum += x;
	}
	await co_sleep(0);
	return sum;
}

int main(void) {
	struct limit limit = { 2 };
	return in_plain_code(1) + co_run(int, in_coroutine(1)) + co_run(int, fine(1, &limit));
}
