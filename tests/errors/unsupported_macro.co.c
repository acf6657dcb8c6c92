/* Macros that cannot be replaced by what they expand to. */
#include <cogen.h>

static async(int) later(int v) { return v; }

#define WAIT(x) (await later(x))

static async(int) names_itself(int later_by) {
	int sum = later_by;
#define sum (sum + later_by)
	return sum;
#undef sum
}

static async(int) looked_at(int later_by) {
	int sum = later_by;
#define sum (sum + later_by)
#ifdef sum /* error: unsupported */
	later_by++;
#endif
	return sum;
#undef sum
}

static int total;
#define total (total + 1)
static async(int) fine_where_nothing_is_local(int v) { return total + await later(v); }

#define STEP 1
#define BY_STEP(x) (await later((x) + STEP))
static async(int) fine_before(int v) { return v + BY_STEP(STEP); }
#pragma push_macro("STEP")
#undef STEP
static async(int) fine_between(int STEP) { return STEP + WAIT(STEP); }
#pragma pop_macro("STEP")

static async(int) fine_brought_back(int v) {
	v += STEP;
	return BY_STEP(v);
}

static int fine_in_plain_functions(void) { return STEP; }
int main(void) { return fine_in_plain_functions() + co_run(int, names_itself(1)) + co_run(int, looked_at(1)); }
