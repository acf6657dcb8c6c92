/* Arrays of variable length and their kin, the corners: in loop heads, in statement expressions, shadowed, with lengths that change or
 * suspend, pointers that move, const and static in parameters, typedefs in typedefs, what sizeof says, macros that make text. */
#include "check.h"
#include <alloca.h>
#include <assert.h>
#include <cogen.h>

static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

struct cell {
	char c;
	double d;
};

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define NAMED(e) show(#e, (long long)(e))

static async(int) heads(int n, int m, int a[n][m]) {
	int sum = 0;
	for (int(*row)[m] = a, i = 0; i < n; i++, ++row) {
		for (int *at = *row; at < *row + m; at++) sum = sum * 3 + *at + await later(0);
	}
	int(*last)[m] = &a[n - 1], (**where)[m] = &last;
	await later(0);
	(*where)--;
	(**where)[0] += 100;
	last += await later(1);
	sum += (int)((char *)last - (char *)a);
	assert(last == a + n - 1 && COUNT(*last) == (size_t)m);
	return sum + (*last)[m - 1] + (last == &a[n - 1]);
}

static async(int) qualified(int n, const int a[static n], int m, const char (*text)[m], int b[const restrict 2][n]) {
	int sum = 0;
	for (int i = 0; i < n; i++) sum += a[i] * b[1][i] + await later(1);
	return sum + (int)sizeof *text + text[0][1] + text[1][0];
}

static async(int) shadowed(int n) {
	int array[n];
	for (int i = 0; i < n; i++) array[i] = i;
	{
		char array[n + await later(2)];
		memset(array, 'x', sizeof array);
		await later(0);
		n += (int)sizeof array + array[n - 1];
		{
			int array = await later(4);
			n += array;
		}
	}
	await later(0);
	return n + array[1] + (int)COUNT(array);
}

static async(int) lengths(int n) {
	int calls = 1;
	struct cell cells[calls * await later(n)], *first = cells;
	int grid[n][2][n + 1];
	n *= 10;
	NAMED(sizeof cells);
	NAMED(COUNT(cells));
	NAMED(sizeof grid);
	NAMED(COUNT(grid[0][0]));
	grid[0][1][1] = 7;
	grid[COUNT(grid) - 1][1][0] = await later(8);
	first[COUNT(cells) - 1].d = await later(3);
	await later(0);
	int k = 2;
	size_t size = sizeof(int[n + k++]) + sizeof(int(*)[n]);
	return calls + k + (int)size + grid[0][1][1] * 10 + grid[COUNT(grid) - 1][1][0] * 100 + (int)cells[COUNT(cells) - 1].d * 1000;
}

/* no other suspension in the block than the length */
static async(int) only_lengths(int n) {
	int sum = 0;
	if (n > 1) {
		long tail[1 + await later(n)];
		tail[n] = n;
		sum += (int)(sizeof tail / sizeof *tail) + (int)tail[n];
	}
	for (int i = 0; i < 2; i++) {
		typedef short row[await later(i + 1)];
		row rows[2];
		rows[1][i] = 7;
		sum += (int)sizeof rows * 10 + rows[1][i];
	}
	sum += ({
		int grid[3][1 + ({
			if (n == 3) goto out;
			await later(n);
		})];
		grid[2][n] = 4;
		(int)sizeof grid * 100 + grid[2][n];
	});
out:
	switch (n) {
	case 2: {
		int (*at)[await later(n)] = NULL;
		sum += (int)sizeof *at * 10000;
	}
	}
	return sum;
}

static async(int) types(int n) {
	typedef int row[n];
	typedef row grid[n + 1];
	n = 1;
	grid g;
	row *at = g, spare;
	for (size_t i = 0; i < COUNT(g); i++)
		for (size_t j = 0; j < COUNT(g[i]); j++) g[i][j] = (int)(i * 10 + j);
	await later(0);
	memcpy(spare, at[1], sizeof(row));
	__typeof__(spare) other;
	memcpy(&other, &spare, sizeof other);
	row *picked[2];
	picked[0] = at;
	picked[1] = at + 1;
	at += await later(1);
	return spare[1] + other[0] + (*at)[0] + (int)sizeof(grid) + (int)(sizeof(row *) / sizeof(void *)) + (*picked[1])[1] + (int)((char *)picked[1] - (char *)picked[0]) + n;
}

static async(int) inside(int n) {
	int sum = ({
		int squares[n];
		for (int i = 0; i < n; i++) squares[i] = await later(i * i);
		int total = 0;
		for (int i = 0; i < n; i++) total += squares[i];
		total;
	});
	if (n > 2) {
		long tail[n];
		tail[n - 1] = await later(5);
		if (n == 4) return sum + (int)tail[n - 1] * 100;
		sum += (int)tail[n - 1];
	}
	switch (n) {
		int unused;
	case 1: {
		int one[n];
		one[0] = await later(9);
		sum += one[0];
		break;
	}
	case 2: {
		int two[n], *p = two;
		p[1] = await later(8);
		sum += two[1];
	} /* fall through */
	default: (void)(unused = 0); sum += await later(1000);
	}
	/* never seen by a suspension: stays as it is */
	int total = 0;
	{
		int plain[n + 1], *p = plain;
		for (int i = 0; i <= n; i++) p[i] = i;
		total += plain[n] + (int)COUNT(plain);
	}
	return sum * 100 + total + await later(1);
}

static async(char *) joined(char *out, const char *a, const char *b) {
	char *both = alloca(strlen(a) + strlen(b) + 1), *again;
	strcat(strcpy(both, a), b);
	await later(0);
	again = strcpy(alloca((size_t)await later(100)), both);
	await later(0);
	return strcat(strcpy(out, both), again);
}

static async(int) linked(int n) {
	struct link {
		struct link *next;
		int v;
	} *head = NULL;
	for (int i = 0; i < n; i++) {
		struct link *link = alloca(sizeof *link);
		*link = (struct link){ head, await later(i) };
		head = link;
	}
	int sum = 0;
	for (struct link *at = head; at; at = at->next) sum = sum * 10 + await later(at->v);
	return sum;
}

static async(int) rows(int n) {
	int grid[n][n];
	int sum = 0;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) grid[await later(i)][await later(j)] = i * n + j;
	for (int i = 0; i < n; i++) {
		int *row = grid[i];
		grid[i][0] += await later(row[n - 1]);
		sum += grid[i][await later(0)]++ + ++*grid[i];
	}
	return sum;
}

/* Pointers that are computed and kept inside of one expression, with the lengths that they had; branches that gcc would take lengths
 * from that only the other one evaluates. */
static async(int) computed(int n, int m, int w[3][n][m]) {
	int sum = 0, (*q)[m] = w[0], (*two[2])[m];
	for (int i = 0; i < 3 * n * m; i++) w[i / m / n][i / m % n][i % m] = i * i;
	two[0] = q;
	two[1] = w[2];
	sum += (*(w + 1))[await later(1)][await later(0)];
	sum += (*(*(w + 2) + 1))[await later(1)];
	(*(w + await later(1)))[await later(1)][1] += await later(100);
	sum += (sum > 1000000 ? w[0] : w[1])[1][1];
	sum += (sum > 1000000 ? w[0] : (await later(1), w[1]))[1][1];
	sum += (n < 0 ? w : w + 1)[1][1][1];
	sum += (*(await later(0) ? q++ : q))[await later(1)];
	sum += (*(await later(1) ? q++ : q--))[await later(1)] + (int)sizeof *(n < 0 ? q : q + 1);
	sum += (*(two + 1))[0][await later(1)] + (**(two + 1))[await later(0)];
	sum += (*q)[1] * (await later(2) + (*({ await later(1); q - 1; }))[0]);
	q = await later(0) ? q : two[1];
	/* Its type is that of a branch, and stands once for each. */
	q = await later(1) ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? (n ? q : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0) : 0)
	                   : two[1];
	n += 70; /* the lengths are those from before */
	m += 50;
	sum += (*(q + 1))[await later(1)] + (q + 1)[0][await later(0)];
	sum += (*((int(*)[n - 69])w + await later(1)))[await later(1)];
	struct local {
		int a, b;
	} l[2][n - 70];
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < n - 70; k++) l[i][k] = (struct local){ i, k };
	sum += (*(l + 1))[await later(1)].b;
	return sum + (await later(0) ?: **q);
}

static async(int) run(void) {
	int w[3][5][6];
	int a[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }, flat[4] = { 1, 2, 3, 4 }, b[2][4] = { { 0 }, { 5, 6, 7, 8 } };
	const char text[2][3] = { "ab", "cd" };
	char out[100];
	for (int n = 1; n < 5; n++) {
		show("heads", await heads(2, 3, a));
		show("qualified", await qualified(4, flat, 3, text, b));
		show("shadowed", await shadowed(n + 1));
		show("lengths", await lengths(n));
		show("only_lengths", await only_lengths(n));
		show("types", await types(n + 1));
		show("inside", await inside(n));
		show_text("joined", await joined(out, "left", "right"));
		show("linked", await linked(n));
		show("rows", await rows(n));
		show("computed", await computed(n + 1, n + 2, (int(*)[n + 1][n + 2])w));
	}
	return 0;
}

int main(void) { return co_run(int, run()); }
