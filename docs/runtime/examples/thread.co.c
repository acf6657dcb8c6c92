/* What takes long and does not wait runs elsewhere, while the loop goes on. */
#include <cogen.h>
#include <stdio.h>

struct sum {
	unsigned long from, to, result;
};

static void add(void *arg) {
	struct sum *sum = arg;
	for (unsigned long i = sum->from; i < sum->to; i++) sum->result += i;
}

static async(unsigned long) sum_of(unsigned long from, unsigned long to) {
	struct sum sum = { from, to, 0 };
	await co_thread_run(add, &sum);
	return sum.result;
}

static async(void) all(void) {
	co_future *halves = co_gather(sum_of(0, 500000), sum_of(500000, 1000000));
	await halves;
	printf("%lu\n", co_gather_result(unsigned long, halves, 0) + co_gather_result(unsigned long, halves, 1));
}

int main(void) { co_run(void, all()); }
