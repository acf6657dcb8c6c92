#include "value.h"
#include <cogen.h>
#include <parts.h>

async(int) first(void) {
	await co_checkpoint();
	return HEADER_VALUE;
}
