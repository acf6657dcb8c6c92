/* Results of every kind and size: to eight bytes, above, floating, pointers, enums, arrays in structs, unions. */
#include "check.h"
#include <cogen.h>

struct one {
	char c;
};
struct three {
	unsigned char bytes[3];
};
struct eight {
	int a, b;
};
struct nine {
	char bytes[9];
};
struct sixteen {
	double x, y;
};
struct big {
	int values[100];
	const char *name;
};
union any {
	int whole;
	float real;
	char text[12];
};
enum colour { RED = -1, GREEN = 5 };
typedef int (*function)(int);

static async(struct one) one(char c) {
	if (suspend_now()) await co_sleep(0);
	return (struct one){ c };
}

static async(struct three) three(int n) {
	struct three result = { { (unsigned char)n, (unsigned char)(n + 1), (unsigned char)(n + 2) } };
	if (suspend_now()) await co_sleep(0);
	return result;
}

static async(struct eight) eight(int a, int b) {
	if (suspend_now()) await co_sleep(0);
	struct eight result = { a, b };
	return result;
}

static async(struct nine) nine(char c) {
	struct nine result;
	memset(result.bytes, c, sizeof result.bytes);
	if (suspend_now()) await co_sleep(0);
	result.bytes[8] = 0;
	return result;
}

static async(struct sixteen) sixteen(double x, double y) {
	if (suspend_now()) await co_sleep(0);
	return (struct sixteen){ x, y };
}

static async(struct big) big(int seed, const char *name) {
	struct big result = { .name = name };
	for (int i = 0; i < 100; i++) {
		result.values[i] = seed + i;
		if (i % 30 == 0 && suspend_now()) await co_sleep(0);
	}
	return result;
}

static async(union any) any(const char *text) {
	union any result;
	strcpy(result.text, text);
	if (suspend_now()) await co_sleep(0);
	return result;
}

static async(enum colour) colour(int n) {
	if (suspend_now()) await co_sleep(0);
	return n ? GREEN : RED;
}

static async(float) third(float v) {
	if (suspend_now()) await co_sleep(0);
	return v / 3;
}

static async(long double) precise(long double v) {
	if (suspend_now()) await co_sleep(0);
	return v / 4;
}

static int twice(int v) { return 2 * v; }

static int negated(int v) { return -v; }

static async(function) chosen(bool first) {
	if (suspend_now()) await co_sleep(0);
	return first ? twice : negated;
}

static async(const char *) word(int n) {
	static const char *const words[] = { "zero", "one", "two" };
	if (suspend_now()) await co_sleep(0);
	return words[n];
}

/* Passing a result on: as the operand of return, through a variable, from either of two. */
static async(struct big) forwarded(int seed) { return await big(seed, "forwarded"); }

static async(struct sixteen) swapped(double x, double y) {
	struct sixteen first = await sixteen(x, y);
	struct sixteen second = await sixteen(first.y, first.x);
	return second;
}

static async(struct eight) either(int n) { return n ? await eight(n, -n) : (struct eight){ 0, 1 }; }

static int sum(struct big b) {
	int total = 0;
	for (int i = 0; i < 100; i++) total += b.values[i];
	return total;
}

static async(int) run(void) {
	show("one", (await one('x')).c);
	show("three", (await three(7)).bytes[2] + (await three(1)).bytes[0]);
	show("eight", (await eight(1, 2)).a * 10 + (await eight(1, 2)).b);
	show_text("nine", (await nine('n')).bytes);
	show_real("sixteen", (await sixteen(0.5, 0.25)).y);
	show_text("any", (await any("hello")).text);
	show("colour", await colour(0) + await colour(1));
	show_real("third", await third(1));
	show_real("precise", (double)await precise(3.0L));
	show("chosen", (await chosen(true))(4) + (await chosen(false))(3));
	show_text("word", await word(2));

	struct big kept = await big(1, "kept");
	struct big other = await big(1000, "other");
	show("kept", sum(kept));
	show("other", sum(other));
	show_text(kept.name, other.name);
	show("as argument", sum(await big(5, "")) - sum(await big(4, "")));
	show("member", (await big(5, "")).values[await colour(1)]);
	show("forwarded", (await forwarded(3)).values[99]);
	show_text("forwarded", (await forwarded(3)).name);
	struct sixteen swap = await swapped(1.5, 2.5);
	printf("%.1f %.1f\n", swap.x, swap.y);
	struct eight left = await either(4), right = await either(0);
	printf("%d %d %d %d\n", left.a, left.b, right.a, right.b);
	kept = other = await big(9, "assigned");
	show("assigned", sum(kept) - sum(other));
	const struct sixteen fixed = await sixteen(3, 4);
	await co_sleep(0);
	show_real("const", fixed.x * fixed.y);
	return 0;
}

int main(void) { return co_run(int, run()); }
