# A coroutine defined in a header: an error at its place there, with the file that is compiled named; nothing is written.
set -eu

cat >library.h <<'C'
#include <cogen.h>

async(int) declared(int n); /* fine */

static inline async(int) defined(int n) {
	await co_sleep(0);
	return n;
}
C
cat >main.co.c <<'C'
#include "library.h"

async(int) declared(int n) {
	await co_sleep(0);
	return n;
}

int main(void) { return co_run(int, declared(1)); }
C

status=0
"$COGEN" main.co.c -o main.c 2>diagnostics || status=$?
cat diagnostics >&2
[ "$status" = 1 ]
[ ! -e main.c ]
grep -q '^\(\./\)*library\.h:5:26: error: .*defined.*\[-Win-header\]$' diagnostics
[ "$(grep -c ': error: ' diagnostics)" = 1 ]

# Declarations alone are what headers are for.
grep -v -e '^static' -e '^	' -e '^}' library.h >fine.h
mv fine.h library.h
"$COGEN" main.co.c -o main.c
[ -s main.c ]
