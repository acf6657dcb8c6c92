/* Pointers to async functions: in variables, arrays, structs, parameters, globals; compared, chosen, cast, returned. */
#include "check.h"
#include <cogen.h>

static async(int) add(int a, int b) {
	if (suspend_now()) await co_sleep(0);
	return a + b;
}

static async(int) multiply(int a, int b) { return a * b; }

static async(int) power(int a, int b) {
	int result = 1;
	while (b-- > 0) result = await multiply(result, a);
	if (suspend_now()) await co_sleep(0);
	return result;
}

static async(void) report(const char *text) {
	if (suspend_now()) await co_sleep(0);
	printf("report %s\n", text);
}

typedef async(int) (*operation)(int, int);
typedef async(int) operation_function(int, int);

struct entry {
	const char *name;
	operation operation;
	async(void) (*after)(const char *);
};

static const struct entry table[] = {
	{ "add", add, report },
	{ "multiply", multiply, NULL },
	{ "power", power, report },
};

static operation current = add;

static async(int) fold(operation_function *function, const int *values, int n, int start) {
	for (int i = 0; i < n; i++) start = await function(start, values[i]);
	return start;
}

static async(int) apply_all(async(int) (*const functions[])(int, int), int n, int a, int b) {
	int sum = 0;
	for (int i = 0; i < n; i++) sum = sum * 100 + await functions[i](a, b);
	return sum;
}

static operation choose(int n) { return table[n % 3].operation; }

static async(int) (*pick(int n))(int, int) { return n ? power : add; }

static async(operation) choose_later(int n) {
	if (suspend_now()) await co_sleep(0);
	return choose(n);
}

static async(int) twice(operation function, int v) { return await function(await function(v, v), v); }

static async(int) run(void) {
	operation local = add;
	show("local", await local(1, 2));
	local = power;
	show("assigned", await local(2, 5));
	show("(*p)", await (*local)(3, 3));
	async(int) (*declared)(int, int) = multiply;
	show("declared", await declared(6, 7));
	operation several[3] = { add, multiply, power };
	for (int i = 0; i < 3; i++) show("array", await several[i](3, 4));
	for (const struct entry *entry = table; entry < table + 3; entry++) {
		show(entry->name, await entry->operation(2, 8));
		if (entry->after) await entry->after(entry->name);
	}
	show("global", await current(5, 5));
	current = multiply;
	show("global", await current(5, 5));
	int values[] = { 1, 2, 3, 4 };
	show("fold", await fold(add, values, 4, 0) + await fold(multiply, values, 4, 1));
	show("all", await apply_all(several, 3, 2, 3));
	show("chosen", await (await add(0, 1) ? add : multiply)(8, 9));
	show("plain choice", await choose(1)(8, 9) + await choose(2)(2, 3));
	show("pick", await pick(0)(2, 6) + await pick(1)(2, 6));
	show("later", await (await choose_later(2))(2, 4));
	show("twice", await twice(add, 5) + await twice(power, 2));
	show("arguments", await local(await several[0](1, 1), await table[1].operation(2, 2)));
	operation *to = &several[1];
	show("pointer to pointer", await (*to)(3, 3) + await to[1](2, 2) + await (**to)(1, 1));
	void (*hidden)(void) = (void (*)(void))add;
	show("cast", await ((operation)hidden)(40, 2));
	show("compared", (local == power) + (several[0] == &add) * 2 + (table[1].after == NULL) * 4);
	struct entry copy = table[0];
	copy.operation = copy.operation == add ? multiply : add;
	show("copy", await copy.operation(7, 8));
	return 0;
}

int main(void) { return co_run(int, run()); }
