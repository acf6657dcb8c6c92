/* Definitions that begin in a macro, or are one. */
#include <cogen.h>

#define ASYNC static async
#define INT_ASYNC static async(int)
#define HANDLER(name) static async(void) name(int request)
#define ADDER(name, by) \
	static async(int) name(int v) { \
		await co_sleep(by); \
		return v + (by); \
	}
#define RESULT struct result
#define EXPORT
#define QUIET __attribute__((unused))
#define BODY { return 1; }

struct result { int value; };

ASYNC(int) one(void) { return 1; }
INT_ASYNC two(void) { return 2; }
HANDLER(serve) { (void)request; await co_sleep(1); }
ADDER(five, 5)
ADDER(six,
      6)
EXPORT async(RESULT) three(void) { return (RESULT){ 3 }; }
static QUIET async(int) four(void) BODY
INT_ASYNC declared(void);
/* Text between is text. */ HANDLER(last) { (void)request; } /* and so is this */
