#include "../work.h"
#include <cogen.h>

async(int) steps(int n) {
	for (int i = 0; i < n; i++) await co_checkpoint();
	return n;
}
