# An object that was compiled for another version of the frame protocol is none that links: the name of a function says which.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >in.co.c <<'C'
#include <cogen.h>
async(int) twice(int n) { await co_checkpoint(); return 2 * n; }
generator(int) once(int n) { yield n; }
C
"$COGEN" in.co.c -o out.c || fail "cogen refuses it"
printf '#include <cogen.h>\nasync(int) twice(int n);\nint main(void) { return co_run(int, twice(0)); }\n' >main.co.c
"$COGEN" main.co.c -o main.c || fail "cogen refuses it"

link_with() { # DIRECTORY…: out.c with those headers, in a program that has the others
	"$CC" "$@" "@$RSP/compile.rsp" -c out.c -o out.o || fail "the compiler refuses it"
	"$CC" "@$RSP/compile.rsp" main.c out.o "@$RSP/link.rsp" -o program 2>err
}
link_with || { cat err; fail "does not link"; }
./program || fail "the program fails"

cp -R "$ROOT/runtime/include" other
sed 's/^#define CO__ABI .*/#define CO__ABI 1/' "$ROOT/runtime/include/cogen/frame.h" >other/cogen/frame.h
if link_with -Iother; then fail "links with an object of another version"; fi
grep -q co__new_abi1 err || { cat err; fail "does not say why"; }
