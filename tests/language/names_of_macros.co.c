/* Macros of the user's that are named as a tool might name what it writes: they are in force where it is written. */
#include "check.h"
#include <cogen.h>

#define self 3
#define status 4
#define value 5
#define state 6
#define frame 7
#define error 8
#define in 9
#define step 10
#define type 11
#define result 12
#define awaiter 13
#define coro 14
#define child 15
#define resume 16
#define RETURNED 17
#define SUSPENDED 18

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct wide {
	double a, b;
};

static async(struct wide) both(double a) {
	await later(0);
	return (struct wide){ a, -a };
}

static async(int) down(int n) { return n ? await down(n - 1) + 1 : await later(0); }

static async(int) macros(int n) {
	int sum = await later(n) + self + status, *p = &sum;
	await later(0);
	*p += value + state + frame + error + in + step + type + result + awaiter + coro + child + resume + RETURNED + SUSPENDED;
	int (*function)(int) = NULL;
	async(int) (*pointer)(int) = later;
	sum += (int)(await both(n)).b + (function == NULL) + await pointer(1) + await down(5);
	return sum;
}

int main(void) {
	show("macros", co_run(int, macros(1)));
	return 0;
}
