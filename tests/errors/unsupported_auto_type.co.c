/* A type that depends on a length, where nothing spells it, nor has it without doing something. */
#include <cogen.h>

static async(int) later(int v) {
	await co_sleep(0);
	return v;
}

static async(int) pointers(int n, int rows[3][n + 1]) {
	int (*first)[n + 1] = rows;
	__auto_type at = &first; /* error: unsupported */
	__auto_type row = ({ n++; &rows[1]; }); /* error: unsupported */
	row += await later(1);
	return (*row)[0] + (**at)[0];
}

static async(int) initialised(int n, int rows[3][n + 1]) {
	int(*both[])[n + 1] = { rows, rows + 1 }; /* error: unsupported */
	typedef int(*row)[n + 1];
	row others[2] = { rows, rows + 1 }; /* error: unsupported */
	await later(1);
	return (*both[1])[0] + (*others[1])[0];
}

static async(int) named_twice(int n) {
	typedef int line[n];
	line first;
	first[0] = await later(1);
	{
		int line = 5; /* error: unsupported */
		n += line;
	}
	typedef char word[n];
	word second;
	second[0] = (char)await later(2);
	for (int i = 0; i < 2; i++) {
		enum { word = 4 }; /* error: unsupported */
		n += word;
	}
	return first[0] + second[0];
}

/* Fine. */
static async(int) spelled(int n, int rows[3][n + 1]) {
	__typeof__(&rows[0]) row = &rows[1];
	__auto_type element = (*row)[0];
	__auto_type other = rows;
	other += await later(1);
	row += await later(-1);
	return element + (*row)[1] + (*other)[0];
}

int main(void) {
	int rows[3][2] = { { 0 } };
	return co_run(int, pointers(1, rows)) + co_run(int, spelled(1, rows)) + co_run(int, initialised(1, rows)) + co_run(int, named_twice(1));
}
