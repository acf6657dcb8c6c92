/* What is yielded, sent and returned: narrow, wide, floating, pointers, structs up to and above eight bytes, nothing. */
#include "check.h"
#include <cogen.h>

struct point {
	int x, y;
};

struct record {
	char name[20];
	long numbers[4];
};

enum colour { RED, GREEN };

static generator(char) letters(const char *text) {
	while (*text) yield *text++;
}

static generator(_Bool) truths(unsigned bits) {
	for (; bits; bits >>= 1) yield (bits & 1);
}

static generator(double, float, long) reals(void) {
	long count = 0;
	float sent;
	for (double v = 0.5; (sent = co_received(float, yield v)) != 0; v += sent) count++;
	return count;
}

static generator(struct point, int, struct point) walk(void) {
	struct point at = { 0, 0 };
	int by;
	while ((by = co_received(int, yield at)) != 0) {
		at.x += by;
		at.y -= by;
	}
	return at;
}

static generator(struct record, struct point, struct record) records(const char *name) {
	struct record record = { .numbers = { 1, 2, 3, 4 } };
	strncpy(record.name, name, sizeof record.name - 1);
	for (;;) {
		struct point sent = co_received(struct point, yield record);
		if (!sent.x) return record;
		record.numbers[sent.y] += sent.x;
		record.name[0]++;
	}
}

static generator(void, int, int) sink(void) {
	int sum = 0, sent;
	while ((sent = co_received(int, yield co_none)) != 0) sum += sent;
	return sum;
}

#define NOTHING co_none

/* It is nothing wherever it stands, and not only behind a yield. */
static generator(void) ticks(int n) {
	while (n-- > 0) {
		printf("tick %d\n", n);
		if (n)
			yield co_none;
		else
			yield (NOTHING);
		co_none;
		n > 100 ? NOTHING : co_none;
	}
}

static void no_coroutine(void) { co_none; }

static generator(enum colour) colours(void) {
	yield RED;
	yield GREEN;
}

static generator(int *) places(int *array, int n) {
	for (int i = 0; i < n; i++) yield &array[i];
}

static generator(const char *, long long) texts(void) {
	static char buffer[30];
	const char *text = "none";
	for (;;) {
		long long sent = co_received(long long, yield text);
		snprintf(buffer, sizeof buffer, "%lld", sent);
		text = buffer;
	}
}

/* Sent values convert as by assignment. */
static generator(int, unsigned char) bytes(void) {
	int v = 0;
	for (;;) v = co_received(unsigned char, yield v);
}

/* What is sent converts to a long double, as to the others, where it has that size too. */
static generator(long double, long double, long double) long_doubles(void) {
	long double sum = 0;
	for (int i = 0; i < 4; i++) sum += yield (sum + 0.25L);
	return sum;
}

static int doubled(int v) { return 2 * v; }
static int negated(int v) { return -v; }
typedef int function(int);
/* A function is as good as its address. */
static generator(function *) functions(void) {
	yield doubled;
	yield &negated;
	yield *doubled;
}

/* The name of a function is a pointer to it where one is yielded or sent. */
typedef int (*operation)(int);

static int twice(int x) { return 2 * x; }
static int opposite(int x) { return -x; }

static generator(operation) operations(void) {
	yield twice;
	yield &opposite;
	yield *twice;
	yield(opposite);
}

static generator(int, operation) applying(int n) {
	for (;;) {
		operation next = co_received(operation, yield n);
		n = next(n);
	}
}

int main(void) {
	long double wide = 0;
	co_gen *sums = co_new(long_doubles());
	co_next(sums, &wide);
	co_send(sums, 3, &wide);
	co_send(sums, 0.5f, &wide);
	co_send(sums, 0.125L, &wide);
	printf("%Lg", wide);
	co_send(sums, 4294967295u, &wide);
	printf(" %Lg\n", co_returned(long double, sums));
	co_free(sums);
	co_for (function *, f, functions()) printf("%d ", f(21));
	printf("\n");

	co_for (char, c, letters("letters")) printf("%c-", c);
	co_for (_Bool, b, truths(11)) printf("%d", b);
	co_for (enum colour, colour, colours()) printf(" %d", (int)colour);
	printf("\n");

	double real = 0;
	co_gen *g = co_new(reals());
	co_next(g, &real);
	show_real("real", real);
	co_send(g, 0.25f, &real);
	show_real("real", real);
	co_send(g, 2, &real);
	show_real("int sent to float", real);
	co_send(g, 0.5, &real);
	show_real("double sent to float", real);
	show("end", co_send(g, 0, &real));
	show("count", co_returned(long, g));
	co_free(g);

	struct point at = { 0, 0 };
	g = co_new(walk());
	co_next(g, &at);
	co_send(g, 3, &at);
	co_send(g, 'a' - 'b', &at);
	printf("%d,%d\n", at.x, at.y);
	co_next(g, &at);
	at = co_returned(struct point, g);
	printf("%d,%d\n", at.x, at.y);
	co_free(g);

	struct record record = { .name = "nobody" };
	g = co_new(records("Andrew"));
	co_next(g, &record);
	printf("%s %ld\n", record.name, record.numbers[3]);
	co_send(g, ((struct point){ 100, 3 }), &record);
	printf("%s %ld\n", record.name, record.numbers[3]);
	struct point sent = { 10, 0 };
	co_send(g, sent, &record);
	printf("%s %ld\n", record.name, record.numbers[0]);
	memset(&record, 0, sizeof record);
	show("end", co_next(g, &record));
	record = co_returned(struct record, g);
	printf("%s %ld %ld\n", record.name, record.numbers[0], record.numbers[3]);
	co_free(g);

	g = co_new(sink());
	co_next(g, NULL);
	for (int i = 4; i; i--) co_send(g, i, NULL);
	show("end", co_send(g, 0, NULL));
	show("sum", co_returned(int, g));
	co_free(g);

	g = co_new(ticks(2));
	while (co_next(g, NULL)) printf("tock\n");
	co_free(g);

	int array[3] = { 1, 2, 3 };
	co_for (int *, place, places(array, 3)) *place *= 5;
	show_ints("array", array, 3);

	const char *text = "nothing";
	g = co_new(texts());
	co_next(g, &text);
	show_text("text", text);
	co_send(g, -5, &text);
	show_text("int sent to long long", text);
	co_send(g, 4000000000u, &text);
	show_text("unsigned sent", text);
	co_send(g, 7.9, &text);
	show_text("double sent", text);
	co_free(g);

	int byte = -1;
	g = co_new(bytes());
	co_next(g, &byte);
	co_send(g, 300, &byte);
	show("int sent to a byte", byte);
	co_send(g, 'x', &byte);
	show("character sent", byte);
	co_free(g);

	no_coroutine();
	co_for (operation, f, operations()) show("operation", f(21));
	int applied = 0;
	g = co_new(applying(5));
	co_next(g, &applied);
	co_send(g, twice, &applied);
	show("name of a function sent", applied);
	co_send(g, &opposite, &applied);
	co_send(g, *twice, &applied);
	show("pointers to functions sent", applied);
	co_free(g);
	return 0;
}
