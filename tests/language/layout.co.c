/* Frames that are only known by their computed size: packed and over-aligned results, results without a size. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

/* Callees that are defined below their callers: their frames are bytes there, of the size that cogen computed. */
struct __attribute__((packed)) tight {
	char tag;
	int values[3];
};

struct wide {
	_Alignas(16) int values[5];
};

struct none {};

struct letters {
	char text[9];
};

static async(struct tight) make_tight(int n);
static async(struct tight) slots_and_tight(void);
static async(struct wide) make_wide(int n);
static async(struct wide) slots_and_wide(void);
static async(struct wide) only_wide(void);
static async(struct none) make_none(struct none none, int n);
static async(struct letters) letters(char first, struct tight tight);
static async(int) with_none(int n);

static async(void) below(void) {
	show("tight", (await make_tight(4)).values[2]);
	show("slots and tight", (await slots_and_tight()).values[1]);
	show("wide", (await make_wide(5)).values[4]);
	show("slots and wide", (await slots_and_wide()).values[3]);
	show("only wide", (await only_wide()).values[0]);
	struct none none = await make_none((struct none){}, 6);
	none = await make_none(none, 7);
	show_text("letters", (await letters('k', await make_tight(7))).text);
	show("with none", await with_none(8) + (int)sizeof none);
}

static async(struct tight) make_tight(int n) {
	long long kept = n;
	struct tight tight = { 't', { n, await later(n + 1), await later(n + 2) } };
	tight.values[2] += (int)(kept + await later(1));
	return tight;
}

static async(struct tight) slots_and_tight(void) {
	long long kept = await later(9);
	char mark = (char)(kept + await later(1));
	struct tight tight = await make_tight(mark);
	tight.values[1] += (int)kept + await later(mark);
	return tight;
}

static async(struct wide) make_wide(int n) {
	struct wide wide = { { n, 0, 0, 0, await later(n) } };
	return await later(0) ? (struct wide){ { 0 } } : wide;
}

static async(struct wide) slots_and_wide(void) {
	int kept = await later(3);
	await later(0);
	return (struct wide){ { 0, 0, 0, kept } };
}

static async(struct wide) only_wide(void) {
	return (struct wide){ { 8 } };
}

static async(struct none) make_none(struct none none, int n) {
	struct none copy = none;
	show("none", await later(n));
	return copy;
}

static async(struct letters) letters(char first, struct tight tight) {
	struct letters letters = { "?bcdefgh" };
	letters.text[0] = (char)await later(first);
	letters.text[1] = (char)(tight.tag + await later(0));
	return letters;
}

static async(int) with_none(int n) {
	struct none before = {}, after = before;
	char small = (char)await later(n);
	struct none *p = &after;
	*p = before;
	return await later(small) + small;
}
static async(int) run(void) { await below(); return 0; }
int main(void) { return co_run(int, run()); }
