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

/* Each declarator is one of a function, or of a pointer to one. */
static async(int) some(int), (*others)(int),
	number_too, /* error: return-type */
	*pointer_too; /* error: return-type */
typedef async(int) some_type(int), (*other_type)(int),
	no_type; /* error: return-type */
static async(int) given(async(int) (*one)(int), async(int) other(int),
                        async(int) neither, /* error: return-type */
                        int more);

struct holder {
	async(int) field; /* error: return-type */
	async(int) (*function)(void), (*second)(int);
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

/* The head of a definition is written twice; that of a declaration is not. */
static async(struct made { int v; }) makes(void) { /* error: return-type */
	return (struct made){ 1 };
}
static async(struct pointed_to { int v; } *) points(void) { /* error: return-type */
	return NULL;
}
static async(struct declared { int v; }) declares(void);
static async(struct declared) declares(void) { return (struct declared){ (await makes()).v + (await points())->v }; }

static async(plain_function) callback(void) { return NULL; }

static async(int) run(void) {
	int *p = await pointer();
	async(int) (*q)(void) = first, (*const table[2])(void) = { first, first },
		m = 0; /* error: return-type */
	for (async(int) (*r)(int) = second; r; r = 0) m++;
	int (*f)(int) = await callback();
	return *p + (f != NULL) + (await declares()).v + await q() + await table[1]() + sizeof(async(int) (*)(int));
}

int main(void) { return co_run(int, run()); }
