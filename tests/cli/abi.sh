# What was written or compiled for another version of the frame protocol is refused: sources, and headers that cogen made, by the
# headers that they include, with what to do; objects by the linker, as the name of a function says which version they are of.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >in.co.c <<'C'
#include <cogen.h>
async(int) twice(int n) { await co_checkpoint(); return 2 * n; }
generator(int) once(int n) { yield n; }
C
"$COGEN" --emit-header=out.h in.co.c -o out.c || fail "cogen refuses it"
printf '#include <cogen.h>\nasync(int) twice(int n);\nint main(void) { return co_run(int, twice(0)); }\n' >main.co.c
"$COGEN" main.co.c -o main.c || fail "cogen refuses it"

link_with() { # FILE DIRECTORY…: that file with those headers, in a program that has the others
	file=$1
	shift
	"$CC" "$@" "@$RSP/compile.rsp" -c "$file" -o out.o || fail "the compiler refuses it"
	"$CC" "@$RSP/compile.rsp" main.c out.o "@$RSP/link.rsp" -o program 2>err
}
link_with out.c || { cat err; fail "does not link"; }
./program || fail "the program fails"

# An older one and its headers, and a newer one's.
cp -R "$ROOT/runtime/include" older
cp -R "$ROOT/runtime/include" newer
abi=$(sed -n 's/^#define CO__ABI //p' older/cogen/abi.h)
sed "s/^#define CO__ABI .*/#define CO__ABI $((abi - 1))/" "$ROOT/runtime/include/cogen/abi.h" >older/cogen/abi.h
sed "s/^#define CO__ABI .*/#define CO__ABI $((abi + 1))/" "$ROOT/runtime/include/cogen/abi.h" >newer/cogen/abi.h

# refused FILE DIRECTORY…: with those headers, by one error, in a header of cogen's, that says what to do.
refused() {
	if "$CC" -fsyntax-only "-I$2" "@$RSP/compile.rsp" "$1" 2>err; then fail "$1 is compiled with the headers in $2"; fi
	grep -q 'error: .*by another version of cogen.*again' err || { cat err; fail "does not say what to do"; }
}
printf '#include <cogen/runtime.h>\nco_coro *twice(int n);\nco_coro *once(int n);\n#include "out.h"\n' >reader.c
"$CC" -fsyntax-only "@$RSP/compile.rsp" reader.c || fail "the header is refused"
for directory in older newer; do
	refused out.c $directory
	refused reader.c $directory
done
# Whichever header of cogen's comes first.
for header in declare runtime frame; do
	{ head -n 2 out.c; printf '#include <cogen/%s.h>\n#include <cogen.h>\n' $header; } >first.c
	"$CC" -fsyntax-only "@$RSP/compile.rsp" first.c || fail "the compiler refuses it"
	refused first.c newer
done

# The object of an older one.
sed "s/^#define COGEN_GENERATED .*/#define COGEN_GENERATED $((abi - 1))/" out.c >old.c
if link_with old.c -Iolder; then fail "links with an object of another version"; fi
grep -q "co__new_abi$((abi - 1))" err || { cat err; fail "does not say why"; }
