/* async(T), generator(…): T is the whole return type of a function. */
#include <cogen.h>

static int number;

static async(int) *address(void) { /* error: return-type */
	await co_sleep(0);
	return &number;
}

async(int) *declared(void); /* error: return-type */
generator(int) *declared_generator(void); /* error: return-type */
extern async(int) variable; /* error: return-type */
extern async(int) array[3]; /* error: return-type */
typedef async(int) not_a_function; /* error: return-type */

struct holder {
	async(int) field; /* error: return-type */
	async(int) (*function)(void);
};

generator(struct pair { int x; }) in_front(void); /* error: return-type */

/* Fine: what T is may be anything. */
static async(int *) pointer(void) {
	await co_sleep(0);
	return &number;
}

typedef async(int) (*function)(void);
typedef async(int) function_type(void);
async(int) first(void), second(int);
typedef int (*plain_function)(int);

static async(plain_function) callback(void) { return NULL; }

static async(int) run(void) {
	int *p = await pointer();
	int (*f)(int) = await callback();
	return *p + (f != NULL);
}

int main(void) { return co_run(int, run()); }
