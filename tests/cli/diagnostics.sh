# Errors of the user's C: every one with its place, colour only when asked for, never twice.
set -u

. "$ROOT/tests/run/cli-lib.sh"

printf 'int one = missing_a;\nint two;\n\nvoid f(void) {\n\tmissing_b();\n\tint x = "a" * 2;\n}\n' >bad.co.c
"$COGEN" bad.co.c -o out.c 2>err
[ $? = 1 ] || fail "exit code"
[ "$(grep -c ': error: ' err)" = 3 ] || fail "not three errors"
grep ': error: ' err | cut -d: -f2 | tr '\n' ' ' | grep -q '^1 5 6 $' || fail "not in source order"
grep -q '^bad\.co\.c:1:11: error: ' err || fail "place"
grep -q '^      |           ^' err || fail "caret"
grep -q "$(printf '\033')" err && fail "colour without a terminal"
"$COGEN" --color=always bad.co.c -o out.c 2>err
grep -q "$(printf '\033')\[" err || fail "no colour, though asked for"
[ ! -e out.c ] || fail "output in spite of errors"

# A header's errors name the header.
printf '\n  int 1bad;\n' >broken.h
printf '#include "broken.h"\nint ok;\n' >user.co.c
"$COGEN" user.co.c -o out.c 2>err
[ $? = 1 ] || fail "exit code"
grep -q '^\(\./\)*broken\.h:2:7: error: ' err || fail "place in the header"
exit 0
