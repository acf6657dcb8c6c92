# Several files in one run: each to its own output, with its own rule and header; an error in one keeps none of the others back.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir sub
echo '#define ONE 1' >one.h
echo '#define TWO 2' >sub/two.h
printf '#include <cogen.h>\n#include "one.h"\nasync(int) first(int n) { await co_sleep(n); return ONE; }\n' >a.co.c
printf '#include <cogen.h>\n#include "two.h"\nasync(int) second(int n) { await co_sleep(n); return TWO; }\n' >sub/a.co.c
printf '#include <cogen.h>\nstatic int third(int n) { return n }\n' >wrong.co.c
printf '#include <cogen.h>\n#ifdef ONE\n#error of another file\n#endif\nasync(int) fourth(void) { await co_checkpoint(); return 4; }\n' >d.co.c

# The same as one by one, byte for byte.
"$COGEN" a.co.c -o a.c -MF a.d -MT target_a -- -DX=1 2>err || fail "a alone"
"$COGEN" sub/a.co.c -o sub_a.c -MF sub_a.d --emit-header sub_a.h -- -DX=1 2>err || fail "sub/a alone"
"$COGEN" d.co.c -o d.c -- -DX=1 2>err || fail "d alone"
mkdir one
mv a.c a.d sub_a.c sub_a.d sub_a.h d.c one
"$COGEN" a.co.c -o a.c -MF a.d -MT target_a sub/a.co.c -MF sub_a.d -o sub_a.c --emit-header sub_a.h d.co.c -o d.c -- -DX=1 2>err ||
	fail "three at once"
for file in a.c a.d sub_a.c sub_a.d sub_a.h d.c; do cmp $file one/$file || fail "$file is another one"; done
grep -q '^target_a: a\.co\.c' a.d && grep -q '^sub_a\.c: sub/a\.co\.c' sub_a.d || fail "rules: $(cat a.d sub_a.d)"
grep -q 'one\.h' a.d && ! grep -q 'two\.h' a.d || fail "the rule of a: $(cat a.d)"
grep -q 'sub/two\.h' sub_a.d && ! grep -q 'one\.h' sub_a.d || fail "the rule of sub/a: $(cat sub_a.d)"

# A response file has them as well.
printf 'a.co.c -o other.c\nd.co.c -o other_d.c\n' >files.rsp
"$COGEN" @files.rsp -- -DX=1 2>err && cmp other.c a.c && cmp other_d.c d.c || fail "response file"

# An error in one: it is not written, the others are; exit code 1.
rm a.c sub_a.c d.c
touch -d '1 hour ago' sub_a.h
cp -p sub_a.h before.h
"$COGEN" a.co.c -o a.c wrong.co.c -o wrong.c -MF wrong.d sub/a.co.c -o sub_a.c --emit-header sub_a.h 2>err
[ $? = 1 ] || fail "exit code of an error in one of them"
grep -q '^wrong.co.c:2:.*error: ' err || fail "the error is not told"
[ -e a.c ] && [ -e sub_a.c ] || fail "the others are not written"
[ ! -e wrong.c ] && [ ! -e wrong.d ] || fail "written in spite of the error"
[ ! sub_a.h -nt before.h ] || fail "a header that is the same is written again"

# Diagnostics, in a form that programs read, are of all. What is wrong with a header is told once, and an error of each file.
printf '#pragma once\nint broken(void) { return }\n' >broken.h
printf '#include <cogen.h>\n#include "broken.h"\n' >e.co.c
cp e.co.c f.co.c
"$COGEN" --diagnostics=json wrong.co.c -o w.c a.co.c -o a.c e.co.c -o e.c f.co.c -o f.c 2>err
[ $? = 1 ] && [ "$(grep -o '"kind": *"error"' err | wc -l)" = 2 ] || fail "diagnostics of four files"
[ ! -e e.c ] && [ ! -e f.c ] || fail "written in spite of the error in a header"
exit 0
