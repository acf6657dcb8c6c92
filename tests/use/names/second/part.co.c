#include "value.h"
#include <cogen.h>
#include <parts.h>

async(int) second(void) {
	await co_checkpoint();
	return SECOND_VALUE;
}
