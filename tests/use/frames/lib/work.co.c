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
