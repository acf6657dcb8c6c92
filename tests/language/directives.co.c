/* Conditional directives in the middle of what is taken apart: expressions, initialisers, heads of statements and functions, and around
 * what begins or ends a block. */
#include "check.h"
#include <cogen.h>

#define NEW 1

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) arguments(int n) {
	int sum = await later(
#ifdef OLD
		not C at all
#else
		n +
#endif
		3);
	sum += n
#if NEW > 1
	       + await later(1000
#elif NEW
	       + await later(100
#if OLD
	                     + 5
#else
	                     + 7
#endif
#endif
	       );
	return sum;
}

static async(int) conditions(int n) {
	if (n == 7
#ifdef OLD
	    || n == 1
#endif
	)
		n = await later(70);
	else if (n > 0
#ifndef OLD
	         && await later(n)
#endif
	)
		return n + 5;
	while (
#ifdef OLD
		n > 100
#else
		await later(n) < 3
#endif
	)
		n++;
	do {
		n += 2;
	}
#ifdef OLD
	while (0);
#else
	while (await later(n) < 20);
#endif
	for (int i = 0;
#ifndef OLD
	     i < await later(3);
#endif
#if NEW
	     i++
#else
	     i += 2
#endif
	)
		n += i;
	return n;
}

static async(int) blocks(int n) {
#ifdef OLD
	if (n) {
#else
	if (await later(n)) {
#endif
		n = await later(n + 1);
#ifndef OLD
	} else {
		n = await later(50);
#endif
	}
#ifdef OLD
	n = 9;
#elif NEW
	n += await later(2);
#endif
	switch (n) {
#ifdef OLD
	case 3:
#endif
#ifdef NEW
	case 4: n += await later(30); break;
#endif
	case 52:
#ifdef OLD
		n = 1;
#else
		n += await later(1);
#endif
		n *= 2;
		break;
	default: n++;
	}
	return n;
}

struct pair {
	int first, second;
};

static async(int) initialisers(int n) {
	int values[] = {
#if NEW
		n,
#else
		0, 0,
#endif
		await later(4),
#ifdef OLD
		await later(5),
#endif
		n + 1
	};
	struct pair pair = (struct pair){
#ifndef OLD
		.first = await later(values[2]),
#endif
		.second = n
	};
	int kept =
#ifdef OLD
		1;
#else
		pair.first + pair.second;
#endif
	await later(0);
	struct local {
#ifdef OLD
		char first;
#else
		int first, second;
#endif
	} local = { await later(1), 2 };
	return kept + values[1] + local.second + (int)(sizeof values / sizeof *values);
}

#ifdef OLD
static async(int) head(char *a, int n)
#else
static async(int) head(int a,
#ifdef OLD
                       char n)
#else
                       int n)
#endif
#endif
{
	await later(0);
#ifdef OLD
	return 1; }
#else
	return a + n;
}
#endif

#if NEW
static
#endif
async(int) storage(int a) {
	await later(0);
#ifdef OLD
	if (a) {
#endif
	a--;
#ifdef OLD
	}
#endif
	return a; }
#ifdef OLD
static async(int) ends(int a) {
#else
static async(int) ends(int b) {
	int a = b + await later(1);
#endif
	await later(0);
	return a;
#ifdef OLD
}
#else
}
static async(int) begins(int b) {
#endif
	await later(b);
	return b * 2;
}

static async(int) definitions(int n) {
	int values[] = {
#define STEP 5
		await later(STEP),
#if STEP > 3
		6,
#else
		7, 8,
#endif
#undef STEP
#define STEP (n + 3)
		await later(STEP), STEP,
#undef STEP
#define TWICE(x) (x), await later(x),
		TWICE(n) TWICE(n * 2)
#undef TWICE
	};
#define STEP 1
	int sum = await later(STEP) + values[0] + 10 * values[1] + 100 * values[2] + 1000 * values[3] + 10000 * values[5];
	return sum + values[7] + (int)(sizeof values / sizeof *values) + STEP;
#undef STEP
}

/* Between a label and its statement, too. */
static async(int) labelled(int n) {
	int sum = 0;
	switch (n) {
	case 0:
#define BY 3
		sum += await later(BY);
		break;
	case 'b' - 'a':
#undef BY
#define BY (n + 4)
		sum += await later(BY) * BY;
		break;
	default:
#undef BY
#define BY(x) (x) * 7
		sum += await later(BY(n));
	again:
#undef BY
#define BY 1000
		sum += await later(BY);
		if (sum < 3000) goto again;
	}
	return sum + BY;
#undef BY
}

/* Between the members of a type. */
struct outside {
	int first, second;
};
static async(int) members(int n) {
	struct local {
		int values[3];
#define second values[1]
#define WIDTH (2 * 2)
		char text[WIDTH];
		union {
			struct outside outside;
#undef WIDTH
#define WIDTH 3
#define FIRST_OF(x) (x) \
	.outside.first
		};
	} local = { { n, await later(WIDTH), 7 }, "abc", { { n + 2, 1 } } }, *at = &local;
	await later(0);
	typedef struct {
#define THIRD 2
		int of[THIRD + 1];
	} three;
	three kept = { { at->second, sizeof local.text, FIRST_OF(*at) } };
	struct plain {
		int a;
#undef WIDTH
#define WIDTH(x) ((x) + kept.of[THIRD])
	};
	static struct counted {
		int n;
#define COUNT n
	} counted;
	counted.COUNT++;
	await later(0);
	return WIDTH(local.values[THIRD]) + kept.of[0] * 100 + kept.of[1] * 1000 + (int)sizeof(struct plain) * 10000 +
	       counted.COUNT * 100000;
#undef second
#undef WIDTH
#undef FIRST_OF
#undef THIRD
#undef COUNT
}

#define NAMES_IT ON_THE_WAY
/* In the middle of everything else. */
static async(int) in_the_middle(int n) {
	int sum = ({
		int k = 1;
#define STEP 3
		k += await later(STEP);
#undef STEP
#define STEP 4
		if (n) {
#define INNER(x) (STEP * (x))
			k += INNER(await later(k));
		}
		k + STEP;
	});
	if (n == 1)
#undef STEP
#define STEP 5
		sum += await later(STEP);
	else
#undef STEP
#define STEP 6
		sum += await later(STEP) + INNER(n);
#undef INNER
	for (int i = 0; i < 2; i++)
#define ON_THE_WAY 10
		while (sum < await later(100))
#define FURTHER(x) ((x) + NAMES_IT)
			sum += await later(FURTHER(STEP));
	do
#undef FURTHER
#define FURTHER 8
		sum += FURTHER;
#undef FURTHER
#define FURTHER 200
	while (await later(sum) < FURTHER);
	int more = await later(
#undef STEP
#define STEP 3
		STEP) +
	           STEP
#undef STEP
#define STEP 1000
		, several = STEP + await later(n
#define SEVERAL several
			);
	sum = sum
#define sum_of(x) x
	      + sum_of(more);
	switch (n) {
	case 0:
		more = await later(
#undef STEP
			n);
#define STEP 5
		break;
	default: {
		more = await later(
#undef STEP
#define STEP 6
			STEP);
	}
	}
	return
#define AT_LAST (SEVERAL + STEP)
		sum_of(sum) + NAMES_IT + AT_LAST + more;
#undef AT_LAST
#undef SEVERAL
#undef sum_of
#undef ON_THE_WAY
}

/* A name that is none of the macro's, before there was one. */
static async(int) names(int n) {
	int taken = 4;
	struct pair {
		int taken, other;
	} pair = { taken, await later(taken
#define taken other
		) + n };
	return pair.taken * 1000 + await later(__LINE__) + __LINE__;
#undef taken
}

/* Between do and while. */
static async(int) closed_by_while(int n) {
	do n++;
#ifndef OLD
	while (await later(n) < 10);
#else
	while (await later(n) < 20);
#endif
	do
#ifdef OLD
		n = 100;
#else
		if (n)
			n += await later(2);
		else
			n--;
#endif
	while (n < 20);
	do {
		while (n % 2) n++;
#ifndef OLD
	} while (await later(n) < 10);
#else
	} while (await later(n) < 20);
#endif
	n++;
#ifdef NEW
	while (n < 30) n += await later(3);
#endif
	return n;
}

/* A # alone on its line is a directive that does nothing, whatever the next line begins with. */
static async(int) nothing(int n) {
	int sum = 0;
#ifndef OLD
#
	if (n) sum += await later(n);
#
	else sum += await later(
#
		20);
#endif
	#
	while (sum < 100) sum += await later(30);
	int define = 5;
	return await later(
#
		define * sum);
}

static async(int) line_numbers(void) {
	int sum = await later(1) +
#ifdef OLD
	          await later(2) +
#else
#endif
	          await later(3);
	return sum * 1000 + __LINE__;
}

int main(void) {
	for (int n = 0; n < 3; n++) {
		show("arguments", co_run(int, arguments(n)));
		show("conditions", co_run(int, conditions(n)));
		show("blocks", co_run(int, blocks(n)));
		show("initialisers", co_run(int, initialisers(n)));
		show("definitions", co_run(int, definitions(n)));
		show("labelled", co_run(int, labelled(n)));
		show("nothing", co_run(int, nothing(n)));
		show("members", co_run(int, members(n)));
		show("in_the_middle", co_run(int, in_the_middle(n)));
		show("names", co_run(int, names(n)));
		show("closed_by_while", co_run(int, closed_by_while(n)));
	}
	show("head", co_run(int, head(2, 3)));
	show("storage", co_run(int, storage(2)));
	show("ends", co_run(int, ends(2)));
	show("begins", co_run(int, begins(2)));
	show("line", co_run(int, line_numbers()));
	return 0;
}
