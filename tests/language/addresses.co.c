/* Address-taken locals and parameters: pointers to them stay good over any number of suspensions, within and across calls. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(void) add_to(int *target, int v) {
	if (suspend_now()) await co_sleep(0);
	*target += v;
	await later(0);
	*target += v;
}

struct list {
	int value;
	struct list *next;
};

struct window {
	char *start, *end;
	char text[16];
};

static int *remembered;

static async(int) scalars(int parameter) {
	int local = 1, *p = &local, **pp = &p;
	const int fixed = 9;
	const int *to_fixed = &fixed;
	remembered = &parameter;
	await later(0);
	*p += 10;
	*remembered += 100;
	await add_to(&local, 2);
	**pp += await later(1000);
	*pp = &parameter;
	*p += await later(5);
	await later(0);
	show("same address", remembered == &parameter && to_fixed == &fixed);
	return local * 1000 + parameter + *to_fixed;
}

static async(int) arrays(int n) {
	int values[5] = { 1, 2, 3, 4, 5 };
	int *first = values, *last = &values[4], *end = values + 5;
	while (first < last) {
		await later(0);
		int swap = *first;
		*first++ = *last;
		*last-- = swap + await later(n);
	}
	int sum = 0;
	for (int *p = values; p != end; p++) sum = sum * 10 + await later(*p);
	await add_to(values + 2, n);
	show_ints("values", values, 5);
	return sum;
}

/* A structure that points into itself. */
static async(void) itself(const char *text) {
	struct window window;
	strcpy(window.text, text);
	window.start = window.text;
	window.end = window.text + strlen(text);
	while (window.start < window.end && *window.start == ' ') {
		window.start++;
		await later(0);
	}
	while (window.end > window.start && window.end[-1] == ' ') {
		await later(0);
		*--window.end = 0;
	}
	printf("<%s> at %d\n", window.start, (int)(window.start - window.text));
}

/* A list whose nodes are locals of suspended callers. */
static async(int) linked(int depth, struct list *outer) {
	struct list node = { depth, outer };
	if (depth == 0) {
		int sum = 0;
		for (struct list *at = &node; at; at = at->next) {
			sum = sum * 2 + await later(at->value);
			at->value = -1;
		}
		return sum;
	}
	int sum = await linked(depth - 1, &node);
	return sum + node.value * 100000;
}

/* The address outlives the scope of its taking, not that of the variable. */
static async(int) inner_scope(int n) {
	int outer = n, *p = NULL;
	if (n > 1) {
		p = &outer;
		await later(0);
	}
	for (int i = 0; i < 3; i++) {
		int in_loop = i, *q = &in_loop;
		await add_to(q, i);
		outer += in_loop;
		if (p) *p += *q;
	}
	await later(0);
	return outer;
}

static async(int) scanned(const char *text) {
	int a = 0, b = 0;
	char word[8] = "";
	await later(0);
	int found = sscanf(text, "%d %d %7s", &a, &b, word);
	await later(found);
	return found * 1000 + a * 10 + b + (int)strlen(word);
}

/* What a macro hides in braces. */
#define EMPTY_WINDOW { NULL, NULL, "" }
#define ONE { 1 }
#define THREE_ONES { 1, 1, 1 }
static async(int) hidden_lists(int n) {
	struct window window = EMPTY_WINDOW, *w = &window;
	const struct window fixed = EMPTY_WINDOW, *f = &fixed;
	int one = ONE, *p = &one, ones[3] = THREE_ONES, *q = ones;
	await add_to(p, n);
	w->text[0] = 'x';
	await later(n);
	return one + q[2] + (w->start == NULL) + (int)strlen(f->text) + (int)strlen(window.text);
}

static async(int) run(void) {
	show("hidden lists", await hidden_lists(4));
	for (int n = 0; n < 3; n++) {
		show("scalars", await scalars(n));
		show("arrays", await arrays(n));
		show("inner scope", await inner_scope(n));
	}
	await itself("  two words ");
	await itself("none");
	await itself("   ");
	show("linked", await linked(6, NULL));
	show("scanned", await scanned("12 34 words"));
	return 0;
}

int main(void) { return co_run(int, run()); }
