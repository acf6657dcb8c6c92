/* async(T), generator(…): what is no part of a type stands in front of it. */
#include <cogen.h>

#define API extern
#define COUNT unsigned int

async(static int) declared(void); /* error: return-type */
async(static int) declared(void) { /* error: return-type */
	await co_sleep(0);
	return 1;
}
async(API int) exported(void); /* error: return-type */
API async(int) exported(void);

/* Fine. */
static inline async(const COUNT) counted(void) {
	await co_sleep(0);
	return 1;
}

int main(void) { return (int)co_run(COUNT, counted()); }
