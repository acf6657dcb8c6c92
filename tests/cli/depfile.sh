# -MF: a rule that make itself reads, every file once, the main file first.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir 'inc lude' sub
echo '#define A 1' >'inc lude/a#1.h'
printf '#pragma once\n#include "../own.h"\n' >sub/nested.h
echo 'extern int own;' >own.h
printf '#include "own.h"\n#include "sub/nested.h"\n#include <a#1.h>\n#include <stddef.h>\nint x = A;\n' >'main file.co.c'

"$COGEN" 'main file.co.c' -o 'out file.c' -MF out.d -- '-Iinc lude' || fail "refused"
head -n 1 out.d | grep -q '^out\\ file\.c: main\\ file\.co\.c' || fail "first line: $(head -n 1 out.d)"
for name in 'own\.h' 'inc\\ lude/a\\#1\.h' 'sub/nested\.h'; do
	[ "$(grep -c "^ $name" out.d)" = 1 ] || fail "not once: $name in $(cat out.d)"
done
grep -q 'stddef\.h' out.d || fail "no system header"
sed -n '2,$s/ *\\*$//p' out.d | LC_ALL=C sort -c || fail "not sorted"
[ "$(sed 's/ *\\$//' out.d | sort | uniq -d)" = "" ] || fail "a file is named twice"

# A file whose text takes the place of its #include, and what that one includes.
printf '#include <cogen.h>\nasync(int) f(void) {\n#include "sub/body.inc"\n\treturn 1;\n}\n' >body.co.c
printf 'await co_sleep(0);\n#include "more.inc"\n' >sub/body.inc
echo 'await co_sleep(1);' >sub/more.inc
"$COGEN" body.co.c -o body.c -MF body.d || fail "refused"
for name in body more; do
	[ "$(grep -c "/*sub/$name\.inc" body.d)" = 1 ] || fail "not once: $name.inc in $(cat body.d)"
done

# -MT names the target.
"$COGEN" 'main file.co.c' -o x.c -MF named.d -MT 'target$1' -- '-Iinc lude' || fail "refused"
head -n 1 named.d | grep -q '^target\$\$1: ' || fail "target: $(head -n 1 named.d)"

# make runs the rule when a header is newer, and only then.
if command -v make >/dev/null; then
	sed 's/^out\\ file\.c:/stamp:/' out.d >rule.d
	printf 'stamp:\n\t@echo run >>runs; touch stamp\ninclude rule.d\n' >Makefile
	touch -d '1 hour ago' 'main file.co.c' own.h sub/nested.h 'inc lude/a#1.h'
	make -s && make -s || fail "make does not read the rule"
	[ "$(wc -l <runs)" = 1 ] || fail "make ran $(wc -l <runs) times without a change"
	touch -d '1 hour' 'inc lude/a#1.h'
	make -s
	[ "$(wc -l <runs)" = 2 ] || fail "a newer header did not run the rule"
fi
