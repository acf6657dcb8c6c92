# What cogen writes has no more warnings than what was annotated, also with those that -Wall and -Wextra leave out.
set -u

. "$ROOT/tests/run/cli-lib.sh"

warnings="-Wall -Wextra -Wconversion -Wsign-conversion -Wcast-align -Wstrict-prototypes -Wmissing-declarations -Wundef -Wdouble-promotion -Wformat=2"
case $("$CC" --version 2>&1) in
*"Free Software Foundation"*) warnings="$warnings -Wduplicated-cond -Wlogical-op -Wnull-dereference" ;;
esac
# FILE FOLDER: how many there are
count() {
	# shellcheck disable=SC2086
	"$CC" -std=gnu11 $warnings -O1 -S -o w.s -I"$ROOT/runtime/include" -I"$2" $uv "$1" 2>said || { cat said >&2; echo none; }
	grep -c 'warning:' said
}

uv=$(pkg-config --cflags libuv 2>/dev/null)
for file in "$ROOT"/samples/*.co.c "$ROOT"/tests/language/many_sites.co.c "$ROOT"/tests/language/names*.co.c "$ROOT"/tests/language/vla*.co.c; do
	folder=$(dirname "$file")
	"$COGEN" "$file" -o w.c -- -std=gnu11 -I"$folder" 2>err || fail "cogen refuses $file"
	before=$(count "$file" "$folder")
	after=$(count w.c "$folder")
	[ "$after" -le "$before" ] || fail "$file: $after warnings, $before in what was annotated"
done
# A choice between narrow values is one.
cat >narrow.co.c <<'C'
#include <cogen.h>
static async(char) later(char c) { await co_sleep(0); return c; }
static async(int) f(char x, unsigned char y) {
	char c = await later(1) ? x : await later(2);
	c = x ? await later(3) : c;
	y = y ? 3 : (unsigned char)await later(4);
	short s = (await later(1)) ?: (short)c;
	return c + y + s;
}
int main(void) { return co_run(int, f('a', 1)); }
C
"$COGEN" narrow.co.c -o narrow.c || fail "cogen refuses it"
[ "$(count narrow.c .)" -le "$(count narrow.co.c .)" ] || fail "narrow values"
exit 0
