/* A macro whose body is the call of another is one operand, to its end: `#define text OF(text)`. */
#include <cogen.h>
#include <stdio.h>

struct state {
	int text, data;
};

static struct state states[2] = { { 1, 2 }, { 3, 4 } }, *state = states;

/* Old programs name members of one structure so, and the macro after the member. */
#define OF(name) state->name
#define text OF(text)
#define data OF(data)
#define ID(x) x
#define SUM(a, b) a + b
#define whole ID(ID(text))
#define begins ID(data) + 1
#define ends 1 + ID(data)
#define both SUM(text, ID(data))
#define words ID("words")
#define letters "a" ID("b") ID("c")
#define next(x) ID(x)

static async(int) add(int a, int b) {
	await co_sleep(0);
	return a + b;
}

static async(const char *) pass(const char *word) {
	await co_sleep(0);
	return word;
}

static async(int) other(void) {
	state = states + !(state - states);
	return await add(text, 1);
}

static async(int) operands(void) {
	int x = await add(text, data), y = text + await add(1, 2), z = await add(1, 2) + text;
	printf("%d %d %d\n", x, y, z);
	printf("%d %d %d\n", await add(whole, begins), await add(ends, both), await add(begins + 1, -data));
	return await add(x, text ? data : text) - text + (await add(1, 1) ? text : data);
}

static async(int) adjacent(int x) {
	if (await add(x+text, -text)==whole) x = text+await add(1,text)*text;
	do {x++;}while (await add(x,0)<text&&text);
	if (x) {x += await add(1, data);}text++;
	while (await add(x, 0) < 0) {}text++;
	return x+await add((text),(int)data)+data;
}

static async(int) assigned(void) {
	text = 4;
	data += await add(3, text);
	data = await add(data, text);
	printf("%d %d\n", text, data);
	for (int i = text; i < data && await add(i, text) < data+text; i++) text += next(text) + await add(data, i);
	return text;
}

/* What an operand reads is read in front of what changes it. */
static async(int) ordered(int x) { return text + await other() * data + x+text; }

static async(int) spoken(void) {
	printf("%s %s %c\n", await pass(words), await pass(letters), *await pass(words));
	return 0;
}

static async(int) listed(void) {
	int x = 0, row[] = { text, await add(data, 1), data, -text, (int)data, await add(-text, (data)) };
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) x = x * 3 + row[i];
	switch (await add(text, 0)) {
	case 5: x += text; break;
	default: x -= data + await add(text,data)+text;
	}
	return x;
}

static async(int) run(void) {
	int x = await operands();
	x = x * 7 + await adjacent(x);
	x = x * 7 + await ordered(x);
	x = x * 7 + await assigned();
	x = x * 7 + await spoken();
	return x * 7 + await listed();
}

int main(void) {
	printf("%d\n", co_run(int, run()));
	return 0;
}
