# Compiler flags: where they may stand, what reaches the parser, and that a whole line of gcc's does no harm.
set -u

. "$ROOT/tests/run/cli-lib.sh"

cat >flags.co.c <<'C'
#include "dir.h"
#if !defined A || B != 3 || defined C || !FORCED || IN_DIR != 1
#error flags
#endif
#if __STDC_VERSION__ != 201112L
#error standard
#endif
int x;
C
mkdir dir
echo '#define IN_DIR 1' >dir/dir.h
echo '#define FORCED 1' >forced.h

"$COGEN" -Idir -DA -D B=3 -DC -UC -include forced.h -std=gnu11 flags.co.c -o a.c || fail "in front of the input"
"$COGEN" flags.co.c -o b.c -- -Idir -DA -D B=3 -DC -UC -include forced.h -std=gnu11 || fail "behind --"
printf -- '-Idir "-DA"\n-D B=3\n-DC -UC @more.rsp\n' >flags.rsp
printf -- '-include forced.h -std=gnu11' >more.rsp
"$COGEN" flags.co.c -o c.c -- @flags.rsp || fail "response files"
cmp a.c b.c && cmp a.c c.c || fail "the same flags, other output"

# gcc's own flags, of a distribution's and a kernel's build: dropped without a word.
"$COGEN" -O2 -g3 -pipe -Wall -Wextra -Werror=format-security -Wp,-D_GLIBCXX_ASSERTIONS -fexceptions -fstack-clash-protection \
	-fcf-protection -flto=auto -ffat-lto-objects -fno-omit-frame-pointer -fno-var-tracking-assignments -fconserve-stack \
	-fno-allow-store-data-races -fplugin=none.so -specs=/none -mtune=generic -MD -MP --param=ssp-buffer-size=4 \
	-Idir -DA -DB=3 -include forced.h -std=gnu11 flags.co.c -o d.c 2>err || fail "gcc's flags: $(cat err)"
[ -s err ] && fail "gcc's flags: $(cat err)"
cmp a.c d.c || fail "code generation flags change the output"

# A -W option that nobody knows is told, as one of cogen's may have been meant; behind `--`, and as -Wno-, it is the compiler's.
echo 'int x;' >plain.co.c
"$COGEN" -Wnever-awiated plain.co.c -o w.c 2>err || fail "an unknown warning is no error"
grep -q "warning: '-Wnever-awiated' .*did you mean '-Wnever-awaited'?.*\[-Wunknown-option\]\$" err || fail "said: $(cat err)"
"$COGEN" -Werror -Wno-such-thing -Wsuch-thing plain.co.c -o v.c 2>err
[ $? = 2 ] && [ ! -e v.c ] || fail "-Werror makes an error of it"
"$COGEN" -Wno-such-thing -Wno-unknown-option -Wsuch -Wall -Wpedantic -Wformat=2 plain.co.c -o w.c -- -Wsuch-thing 2>err || fail "status"
[ -s err ] && fail "said: $(cat err)"

# So is a -fno- option that is nearly one of cogen's: whoever looks for the pass that broke something has to know that it was on.
"$COGEN" -fno-share-slot plain.co.c -o w.c 2>err || fail "a pass that nearly has that name is no error"
grep -q "warning: '-fno-share-slot' is no pass of cogen's; did you mean '-fno-share-slots'? \[-Wunknown-option\]" err || fail "said: $(cat err)"
"$COGEN" -fno-split-stack -fno-inline -fno-builtin plain.co.c -o w.c -- -fno-share-slot 2>err || fail "status"
[ -s err ] && fail "said: $(cat err)"

"$COGEN" flags.co.c -o e.c 2>err
[ $? = 1 ] && [ ! -e e.c ] || fail "without its flags the file has to be refused"
grep -q "error: 'dir.h' file not found" err || fail "said: $(cat err)"

# One that libclang makes no unit with is named.
"$COGEN" plain.co.c -o w.c -- -O2 -std=nonsense -DX 2>err && fail "a standard that there is not is taken"
[ "$(cat err)" = "plain.co.c: error: libclang does not take the flag '-std=nonsense'" ] || fail "$(cat err)"
exit 0
