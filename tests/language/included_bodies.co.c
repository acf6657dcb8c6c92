/* Parts of a body that stand in other files: lists of statements, cases, declarations, fields, constants; files that include others;
 * directives in them; awaits in them, written there or in the macros that they call. */
#include <cogen.h>
#include "check.h"

enum operation {
#define OPERATION(name, value) OP_##name,
#include "included/operations.def"
	OP_COUNT
};

static async(int) echo(int value) {
	if (suspend_now()) await co_sleep(0);
	return value;
}

/* The cases of a switch, out of a list. */
static async(int) run(enum operation operation, int by) {
	int sum = by;
	switch (operation) {
#define OPERATION(name, value) \
	case OP_##name: sum += await echo(value); break;
#include "included/operations.def"
	case OP_COUNT: sum = -1;
	}
	return sum;
}

/* Awaits, declarations, a loop and a jump in the file itself, which includes another one. */
static async(int) statements(int limit) {
	int total = 0;
#include "included/statements.inc"
	total += twice;
out:
	await co_sleep(0);
	return total;
}

/* The same file twice, with other meanings, and directives in it. */
static async(int) fields(void) {
	struct all {
#define FIELD(type, name) type name;
#include "included/fields.inc"
	} all = {
#define FIELD(type, name) .name = await echo(sizeof(#name)),
#include "included/fields.inc"
	};
	await co_sleep(0);
	int sum = 0;
#define FIELD(type, name) sum = sum * 10 + (int)all.name;
#include "included/fields.inc"
	return sum;
}

/* Constants stay where they are: in the initialiser of a static, of a variable that is kept, and with names of this function. */
static async(int) constants(int index) {
	static const int table[] = {
#include "included/constants.inc"
	};
	int kept[] = {
#include "included/constants.inc"
	};
	const char *texts[] = {
#define OPERATION(name, value) #name,
#include "included/operations.def"
	};
	kept[index] += await echo(index);
	int local = index;
	int places[] = {
#define OPERATION(name, value) local + value,
#include "included/operations.def"
	};
	await co_sleep(0);
	return kept[index] * 1000 + table[index] * 100 + places[1] * 10 + texts[1][0] - 'a';
}

/* Where the text stands. */
static async(void) lines(void) {
	show("line", __LINE__);
#include "included/lines.inc"
	show("line", __LINE__ + await echo(1));
	show_text("file", __FILE__);
}

/* Read once: the second #include brings nothing. */
static async(int) once(void) {
#include "included/once.inc"
	await co_sleep(0);
	read_once++;
#include "included/once.inc"
	return read_once;
}

/* As an expression, and a part of one. */
static async(int) expression(int base) {
	int value = await echo(base) +
#include "included/expression.inc"
		;
	await co_sleep(0);
	return value;
}

int main(void) {
	for (int operation = 0; operation <= OP_COUNT; operation++) show("run", co_run(int, run((enum operation)operation, operation)));
	for (int limit = 0; limit < 6; limit++) show("statements", co_run(int, statements(limit)));
	show("fields", co_run(int, fields()));
	for (int index = 0; index < 3; index++) show("constants", co_run(int, constants(index)));
	co_run(void, lines());
	show("once", co_run(int, once()));
	show("expression", co_run(int, expression(5)));
}
