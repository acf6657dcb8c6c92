# docs/limits.md: every id that it names is one, and tests/errors has a file that expects it; every id of an error that
# refuses a construct stands there. And what its first table says of values, not of refusals.
set -u

. "$ROOT/tests/run/cli-lib.sh"

"$COGEN" --help=diagnostics >all || fail "--help=diagnostics"
sed -n '/^Errors/,$s/^  \([a-z-]*\) .*/\1/p' all | sort >errors
[ -s errors ] || fail "no ids in --help=diagnostics"

# The second of three columns, and what the text says of the first table.
page="$ROOT/docs/limits.md"
sed -n -e 's/^|.*| `\([a-z-]*\)` |.*/\1/p' -e 's/.*with the id `\([a-z-]*\)`.*/\1/p' "$page" | sort -u >named
[ "$(wc -l <named)" -gt 10 ] || fail "hardly any ids in docs/limits.md: has a table another form?"
while read -r id; do
	grep -q -x -e "$id" errors || fail "docs/limits.md names $id, which is no error of cogen's"
	grep -q "/\* error: $id \*/" "$ROOT"/tests/errors/*.co.c "$ROOT"/tests/errors/*.h ||
		fail "$id: no file in tests/errors expects it"
done <named

# These refuse no construct: a forgotten #include, and a limit that somebody set.
printf "%s\n" frame-limit missing-include >others
sort -u named others | comm -3 - errors >odd
[ ! -s odd ] || fail "not in docs/limits.md, or there and no error of cogen's: $(cat odd)"

# The place in a file that is included inside a coroutine is its own.
cat >part.def <<'END_OF_FILE'

n = await later(__LINE__);
file = __FILE__;
END_OF_FILE
cat >place.co.c <<'END_OF_FILE'
#include <cogen.h>
#include <stdio.h>
#include <string.h>
static async(int) later(int v) { await co_sleep(0); return v; }
static async(int) place(void) {
	int n = 0;
	const char *file = "";
#include "part.def"
	printf("%d %s\n", n, strrchr(file, '/') ? strrchr(file, '/') + 1 : file);
	return 0;
}
int main(void) { return co_run(int, place()); }
END_OF_FILE
expect 0 place.co.c -o place.c
"$CC" "@$RSP/compile.rsp" place.c "@$RSP/link.rsp" -o place || fail "the compiler refuses it"
./place >out || fail "the program"
[ "$(cat out)" = "2 part.def" ] || fail "not the place in the file"
exit 0
