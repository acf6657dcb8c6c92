# OpenMP: what a plain function has of it goes through; so does what a coroutine has where nothing waits in it, and means the same there.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >omp.co.c <<'C'
#include <cogen.h>
#ifdef _OPENMP
#include <omp.h>
#else
#define omp_get_num_threads() 1
#define WITHOUT 1
#endif
#ifndef WITHOUT
#define WITHOUT 4
#endif
#include <stdio.h>

#define PARALLEL(what) _Pragma(what)

static int plain(int n) {
	int sum = 0;
#pragma omp parallel for reduction(+ : sum) num_threads(4)
	for (int i = 0; i < n; i++) sum += i;
	return sum;
}

static async(long) between(int n) {
	long sum = 0, threads = 0;
	await co_sleep(0);
#pragma omp parallel num_threads(4)
	{
#pragma omp for reduction(+ : sum)
		for (int i = 0; i < n; i++) sum += i;
#pragma omp single
		threads = omp_get_num_threads();
	}
	await co_sleep(0);
	PARALLEL("omp parallel for reduction(+ : sum) num_threads(4)")
	for (int i = 0; i < n; i++) {
		if (i % 2) continue;
		sum += i;
	}
	await co_sleep(0);
#pragma omp simd
	for (int i = 0; i < n; i++) sum += i;
	return threads == 4 || threads == WITHOUT ? sum : -1;
}

static generator(int) steps(int n) {
	for (int i = 0; i < n; i++) {
		int value = 0;
#pragma omp parallel for reduction(+ : value) num_threads(2)
		for (int k = 0; k <= i; k++) value += k;
		yield value;
	}
}

int main(void) {
	printf("%d %ld", plain(1000), co_run(long, between(1000)));
	co_for (int, value, steps(4)) {
#pragma omp critical
		printf(" %d", value);
	}
	printf("\n");
	return 0;
}
C
for flags in '' -fopenmp -fopenmp=libgomp; do
	case $flags in
	'') ;;
	*)
		echo '#include <omp.h>
int main(void) { return omp_get_num_threads() - 1; }' >able.c
		"$CC" $flags able.c -o able 2>/dev/null && ./able || continue
		;;
	esac
	expect 0 omp.co.c -o omp.c -- "$CC" $flags
	# shellcheck disable=SC2086 # none, or one
	"$CC" "@$RSP/compile.rsp" -Wno-unknown-pragmas $flags omp.c "@$RSP/link.rsp" -o omp || fail "it does not compile, with '$flags'"
	[ "$(./omp)" = "499500 1248500 0 1 3 6" ] || fail "it says $(./omp), with '$flags'"
done
exit 0
