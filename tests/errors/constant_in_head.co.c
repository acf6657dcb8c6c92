/* flags: -std=gnu2x */
/* A constexpr variable in the head of a loop: it cannot be static there. */
#include <cogen.h>

async(void) loop(void) {
	for (constexpr int step = 2; await co_sleep(step), step;) /* error: unsupported */
		break;
	constexpr int fine = 2;
	for (int i = fine; i < 4; i++) await co_sleep(i);
}
