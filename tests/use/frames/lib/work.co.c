#include "work.h"
#include "inner/steps.frames.h"
#include <cogen.h>

async(int) work(int n) {
	int value = await steps(n);
	return value * 2;
}

async(int) constant(int which) {
	await co_checkpoint();
	return which ? DEFINED_VALUE : HEADER_VALUE;
}

generator(int) up_to(int n) {
	for (int i = 1; i <= n; i++) yield i;
}
