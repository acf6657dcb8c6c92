/* Types that are declared in the parameters of a coroutine's definition: in front of it they work. */
#include <cogen.h>

static async(int) an_enumeration(enum { EA, EB } e) { return e + EB; } /* error: unsupported */
async(int) named(int a, enum side { LEFT, RIGHT } *side) { return a + *side; } /* error: unsupported */
generator(int) structure(struct pair { int a, b; } pair, int n) { yield pair.a; (void)n; } /* error: unsupported */
async(int) an_array(union { int a; float b; } rows[3]) { return rows[2].a; } /* error: unsupported */
async(int) declared(struct nowhere *p) { return p != NULL; } /* error: unsupported */
#define SIDE enum { UP, DOWN }
async(int) by_macro(int n, SIDE side) { return side == UP + n; } /* error: unsupported */

struct known;
enum known_too { ONE };
async(int) fine(struct known *p, enum known_too e) { return p != NULL && e == ONE; }
