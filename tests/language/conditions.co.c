/* Await in the headers of if, while, do, for and switch. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(bool) less(int a, int b) {
	if (suspend_now()) await co_sleep(0);
	return a < b;
}

static async(void) ifs(int n) {
	if (await later(n)) show("if", n);
	if (!await later(n)) show("if not", n);
	if (await later(n) == 1)
		show("is one", n);
	else if (await later(n) == 2)
		show("is two", n);
	else
		show("is more", n);
	if (n > 0)
		if (await later(n) > 1)
			show("inner then", n);
		else
			show("inner else", n);
	else
		show("outer else", n);
	if (await less(n, 2)) {
	} else {
		show("empty then", n);
	}
	if (await later(n)) {
		await later(0);
		if (await later(n) > 1) show("nested", await later(n));
	}
}

static async(int) whiles(int n) {
	int sum = 0;
	while (await later(n)) {
		sum += n;
		n--;
	}
	while (await less(sum, 100)) sum += await later(30);
	while (sum > 0 && await later(sum) % 7) sum--;
	while (await later(0)) sum = -1;
	return sum;
}

static async(int) dos(int n) {
	int sum = 0;
	do sum += n;
	while (await later(--n) > 0);
	do {
		sum++;
		await later(0);
	} while (await less(sum, 20));
	do sum += await later(3);
	while (0);
	return sum;
}

static async(int) fors(int n) {
	int sum = 0;
	for (int i = await later(1); await less(i, n); i += await later(2)) sum = sum * 10 + i;
	for (int i = 0; i < await later(3); i++) sum += await later(i);
	for (int i = 0; i < 3; i += await later(1)) sum += i;
	for (int i = await later(0), j = await later(10); i < j; i++, j -= await later(2)) sum += i * j;
	int k;
	for (k = await later(4); k; k--) sum++;
	for (; await less(k, 3); k++) sum += k;
	for (; k < 6;) k += await later(1);
	for (;;) {
		if (await less(k, 0)) break;
		k--;
	}
	return sum * 10 + k;
}

static async(const char *) switches(int n) {
	switch (await later(n)) {
	case 0: return "none";
	case 1: return "one";
	case 2:
		switch (await later(n) * await later(2)) {
		case 4: return "two, twice";
		default: return "never";
		}
	default: return await later(n) > 3 ? "many" : "three";
	}
}

static async(int) run(void) {
	for (int i = 0; i < 5; i++) {
		await ifs(i);
		show("while", await whiles(i));
		show("do", await dos(i));
		show("for", await fors(i));
		show_text("switch", await switches(i));
	}
	return await later(0);
}

int main(void) { return co_run(int, run()); }
