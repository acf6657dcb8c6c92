/* Declarations, and names that only mean something in the function. */
#include <cogen.h>

#define LOCAL total
#define ADD(x) (LOCAL += (x))
#define OWN(x) (x += 1)
#define DECLARE(T, name) T name
#define COUNTER(name) int name = 0
#define TYPE struct item
#define ITEM(name) struct name { int value; }
#define ANONYMOUS struct { int a, b; }
#define COLOURS enum { RED, GREEN }
#define DEFINE(T, name) typedef T name
#define SHADOW(x) ({ int total = (x); total * 2; })
#define JOIN(a, b) a##b
#define LOCAL_TYPE(x) ((number)(x))
#define SIZE_OF(T) sizeof(T)
#define ADDRESS &LOCAL
#define INDEX(a) a[LOCAL]
#define GLOBAL everywhere
#define PARAMETER n
#define FUNCTION named
#define PARAMETERS int n, int m

struct item { int value; };
static int everywhere;

static async(int) FUNCTION(PARAMETERS) {
	int total = n + m;
	return ADD(1) + OWN(total);
}

static async(int) JOIN(na, mes)(int n) {
	int total = 0, total_2 = 0;
	DECLARE(int, first) = 1, second = 2;
	COUNTER(third);
	TYPE item = { 0 };
	ITEM(pair) pair;
	ANONYMOUS both;
	COLOURS;
	DEFINE(long, number);
	total = ADD(first) + OWN(second) + OWN(third);
	total += SHADOW(total) + GLOBAL + PARAMETER;
	total += JOIN(total, _2);
	total += (int)LOCAL_TYPE(n) + (int)SIZE_OF(number);
	int array[4], *p = ADDRESS;
	INDEX(array) = *p + RED;
	pair.value = both.a = item.value;
	return total;
}
