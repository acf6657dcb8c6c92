/* Over-aligned, _Atomic and thread-local variables, and declarations of outside ones in a block. */
#include "check.h"
#include <cogen.h>
#include <stdint.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) atomics(int n) {
	_Atomic int counter = n;
	counter += await later(5);
	counter++;
	await later(0);
	int value = counter;
	return value;
}

static async(int) aligned(int n) {
	_Alignas(32) char buffer[40];
	_Alignas(16) int number = n;
	__attribute__((aligned(64))) double real = n / 2.0;
	int good = 1;
	for (int i = 0; i < 3; i++) {
		good = good && (uintptr_t)buffer % 32 == 0 && (uintptr_t)&number % 16 == 0 && (uintptr_t)&real % 64 == 0;
		buffer[39] = (char)await later(i);
		good = good && buffer[39] == i;
	}
	return good * 1000 + number + (int)(real * 2);
}

/* Through an object of its own memory: the recursion cannot be embedded. */
static async(int) aligned_recursion(int n) {
	_Alignas(64) char buffer[8] = "";
	int below = n ? await aligned_recursion(n - 1) : 0;
	await later(n);
	return below + ((uintptr_t)buffer % 64 == 0);
}

static _Thread_local int per_thread;

static async(int) thread_locals(int n) {
	static _Thread_local int own = 3;
	per_thread += n;
	own += await later(n);
	return per_thread * 10 + own;
}

static async(int) outside(int n) {
	extern int shared_counter;
	int defined_below(int v);
	shared_counter += await later(n);
	{
		extern int shared_counter;
		shared_counter += await later(1);
	}
	return defined_below(shared_counter + await later(1));
}

int shared_counter = 50;

int defined_below(int v);

int defined_below(int v) { return v * 2; }

static async(int) run(void) {
	for (int n = 0; n < 3; n++) {
		show("atomics", await atomics(n));
		show("aligned", await aligned(n));
		show("aligned recursion", await aligned_recursion(n));
		show("thread locals", await thread_locals(n));
		show("outside", await outside(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
