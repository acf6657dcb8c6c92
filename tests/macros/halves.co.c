/* Halves of statements and expressions, and wholes that look like halves. */
#include <cogen.h>

#define PLUS +
#define ADD a + b
#define SUM (a + b)
#define MINUS_FIVE - 5
#define NEGATIVE -5
#define SQUARE(x) x * x
#define IF_POSITIVE(x) if ((x) > 0)
#define ELSE else
#define UNLESS(x) if (x) {} else
#define FOREVER for (;;)
#define LOOP(n) for (int i = 0; i < n; i++)
#define BEGIN {
#define END }
#define END_STATEMENT ;
#define TWO f(1); f(2)
#define ARGUMENTS 1, 2
#define IN_PARENTHESES (3)
#define CALL_OF f(
#define STATEMENT f(4);
#define ONE_STATEMENT if (f(1)) f(2)
#define FIELD .x
#define PART inner.y
#define LIST { 1, 2 }
#define TAIL ? 1 : 2
#define CAST (int)
#define SIZE sizeof
#define DEREFERENCE *
#define ASSIGN(x) x =
#define SUFFIX ++
#define NOT !
#define EQUALS ==

int f(int), g(int, int);
static int a, b;

static async(int) halves(int n) {
	struct { int x; struct { int y; } inner; } s = { 1, { 2 } };
	int array[] = LIST, *p = &n;
	n = n PLUS 1;
	n = 2 * ADD;
	n = ADD;
	n = 2 * SUM;
	n = n MINUS_FIVE;
	n = NEGATIVE;
	n = - NEGATIVE;
	n = 2 * SQUARE(n);
	n = SQUARE(f(n));
	IF_POSITIVE(n) n--; ELSE n++;
	UNLESS(n) f(1);
	FOREVER if (n++) break;
	LOOP(3) f(i);
	BEGIN f(n); END
	f(1) END_STATEMENT
	TWO;
	g(ARGUMENTS);
	f IN_PARENTHESES;
	CALL_OF 5);
	STATEMENT
	ONE_STATEMENT;
	n = s FIELD + s.PART;
	n = n TAIL;
	n = CAST 1.5 + (int)SIZE n;
	n = DEREFERENCE p;
	ASSIGN(n) array[0];
	n SUFFIX;
	n = NOT n EQUALS 0;
	return n;
}
