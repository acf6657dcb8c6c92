/* goto in every direction that C allows: forwards, backwards, out of and into blocks and loops, between branches. */
#include "check.h"
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

static async(int) forwards(int n) {
	int r = 1;
	if (await later(n) == 0) goto done;
	r += await later(10);
	if (n == 1) goto middle;
	r += 100;
middle:
	r += await later(1000);
	if (n == 2) goto done;
	r *= 2;
done:
	return r;
}

static async(int) loop_of_gotos(int n) {
	int i = 0, sum = 0;
again:
	if (i >= n) goto out;
	int square = i * i;
	if (await later(square) % 2) {
		i++;
		goto again;
	}
	sum += square + await later(i);
	i++;
	if (sum < 500) goto again;
out:
	await later(0);
	return sum;
}

static async(int) out_of_loops(int n) {
	int r = 0;
	for (int i = 0; i < 5; i++) {
		int j = i;
		while (1) {
			do {
				if (await later(i * 5 + j) == n) goto found;
				r++;
			} while (j % 2 && j++ < 4);
			if (++j > 4) goto next;
		}
	next:
		r += await later(100);
	}
	return -r;
found:
	return await later(r);
}

static async(int) into_blocks(int n) {
	int r = 0;
	switch (n) {
	case 0: goto in_then;
	case 1: goto in_else;
	case 2: goto in_while;
	case 3: goto in_for;
	case 4: goto in_block;
	}
	if (await later(r)) {
		r += 1;
	in_then:
		r += await later(2);
	} else {
		r += 10;
	in_else:
		r += await later(20);
	}
	while (r < 300) {
		r += 100;
	in_while:
		r += await later(50);
	}
	for (r += 1000; r < 5000; r += await later(1000)) {
		r += 7;
	in_for:
		r += await later(9);
	}
	{
		int skipped = await later(3);
		r += skipped;
	in_block:
		skipped = await later(4);
		r += skipped;
	}
	return r;
}

/* Each time the declaration is passed, the variable is initialised anew. */
static async(int) over_declarations(int n) {
	int turns = 0, r = 0;
back: {
	int fresh = 5, seen[2] = { turns, await later(turns) };
	fresh += await later(turns);
	r = r * 10 + fresh + seen[0] - seen[1];
	if (++turns < n) goto back;
}
	return r;
}

static async(int) between_branches(int n) {
	int r = 0;
	if (n & 1) {
	first:
		r += await later(1);
		if (n & 2) goto second;
	} else {
	second:
		r += await later(10);
		n &= ~2;
		if (await later(n & 4)) {
			n &= ~4;
			goto first;
		}
	}
	return r;
}

/* Labels have a name space of their own, and may stand before a declaration's neighbour, a brace, another label. */
static async(int) names(int n) {
	int n_times = 0;
	int retry = n;
retry:
again:
	n_times++;
	if (await later(retry--) > 0) {
		if (n_times % 2) goto retry;
		goto again;
	}
	goto n;
n:;
	int last = await later(n_times);
	return last;
}

static async(int) cleanup_style(int n) {
	char *a = NULL, *b = NULL;
	int status = -1;
	a = malloc(8);
	if (!a || await later(n) == 0) goto free_a;
	b = malloc(8);
	if (!b || await later(n) == 1) goto free_b;
	strcpy(a, "first");
	await later(0);
	strcpy(b, a);
	status = (int)strlen(b);
free_b:
	free(b);
free_a:
	free(a);
	await later(0);
	return status;
}

static async(int) scribbled(int n) {
	int values[60], *p = values;
	for (int i = 0; i < 60; i++) p[i] = n + 77;
	await later(0);
	return p[n];
}

/* A jump back to before a declaration stays in the block: the object is the same, and pointers to it are good. */
static async(int) back_over_a_declaration(int rounds) {
	int *p = NULL, n = 0, sum = 0;
again:;
	int kept[12];
	if (p) {
		for (int i = 0; i < 12; i++) p[i] = 5 + i;
		if (n > rounds) {
			sum += await scribbled(n);
			return sum + p[11] + p[6];
		}
	}
	p = kept;
	await later(0);
	n++;
	goto again;
}

static async(int) run(void) {
	for (int n = 0; n < 8; n++) {
		show("forwards", await forwards(n));
		show("loop", await loop_of_gotos(n * 3));
		show("out", await out_of_loops(n * 4));
		show("into", await into_blocks(n));
		show("over", await over_declarations(n % 5 + 1));
		show("between", await between_branches(n));
		show("names", await names(n));
		show("cleanup", await cleanup_style(n));
		show("back", await back_over_a_declaration(n));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
