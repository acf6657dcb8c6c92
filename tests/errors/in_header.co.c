/* Coroutines defined in a header. */
#include "in_header.h"

DEFINE(made_by_a_macro) /* fine: it stands in this file */

async(int) declared(int n) {
	await co_sleep(0);
	return plain(n);
}

generator(int) numbers(int n) {
	while (n--) yield n;
}

int main(void) { return co_run(int, declared(1)) + co_run(int, made_by_a_macro(1)); }
