/* A call of a coroutine in a type, outside of functions: what it would be measured as is not what it returns. */
#include <cogen.h>

static async(int) later(int n) {
	await co_sleep(0);
	return n;
}
static generator(char, void, int) letters(void) {
	yield 'a';
	return 1;
}

typedef async(int) kind(int n);
static kind *pointer = later, *const table[sizeof(later) ? 1 : 2] = { later };

__typeof__(later(1)) global = 3;                              /* error: never-awaited */
int size = sizeof(later(1));                                  /* error: never-awaited */
struct one {
	char a[sizeof(later(1))];                                 /* error: never-awaited */
	int (*f)(__typeof__(letters()) n);                        /* error: never-awaited */
} inside;
enum number { NUMBER = sizeof(pointer(1)) };                  /* error: never-awaited */
typedef __typeof__(later(1)) result;                          /* error: never-awaited */
_Static_assert(sizeof(later(1)) == sizeof(int), "");          /* error: never-awaited */
int declared(__typeof__(later(1)) n);                         /* error: never-awaited */
__typeof__(later(1)) plain(void) { return (int)sizeof table; } /* error: never-awaited */
#define TYPE_OF(call) __typeof__(call)
extern TYPE_OF(later(2)) external;                            /* error: never-awaited */

int main(void) { return co_run(int, later(0)); }
