#include <cogen.h>
#include <parts.h>

async(int) third(void) {
	await co_checkpoint();
	return DEFINED_VALUE;
}
