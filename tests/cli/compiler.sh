# Headers that only the user's compiler has: named behind `--`, it is asked where it looks; else a note tells how.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir own other
printf '#define ONLY_THERE 1\n' >own/only_there.h
printf '#error another compiler has its own\n' >own/stddef.h
printf '#define ONLY_THERE 2\n' >other/only_there.h
cat >asked.co.c <<'C'
#include <stddef.h>
#include <only_there.h>
#if ONLY_THERE != WANTED
#error which
#endif
size_t x;
C
cat >cc <<'S'
#!/bin/sh
echo "$LC_ALL: $*" >asked
cat >&2 <<E
Thread model: posix
#include "..." search starts here:
 $PWD/nowhere
#include <...> search starts here:
 $PWD/own
 /usr/include
End of search list.
E
S
chmod +x cc

expect 1 asked.co.c -o a.c -- -DWANTED=1
[ ! -e asked ] || fail "nobody was named"
expect 0 asked.co.c -o a.c -- ./cc -DWANTED=1 -O2 -m64 --sysroot /
[ "$(cat asked)" = "C: -m64 --sysroot / -E -v -xc /dev/null" ] || fail "what it was asked"
expect 0 asked.co.c -o a.c -- env ./cc -DWANTED=1
# What is there without it comes first.
expect 0 asked.co.c -o a.c -- ./cc -DWANTED=2 -isystem other
printf '"./cc" -DWANTED=1\n' >flags
expect 0 asked.co.c -o a.c -- @flags
expect 0 -DWANTED=1 asked.co.c -o a.c -- ./cc
expect 0 asked.co.c -o a.c -- ./cc -DWANTED=1 -c asked.co.c -o asked.o
[ ! -e asked.o ] || fail "a command is not carried out"
rm -f a.c

# What does not answer is none.
refused() { # MESSAGE ARGUMENT…
	message=$1
	shift
	expect 2 asked.co.c -o a.c -- "$@"
	[ "$(cat ../err)" = "cogen: $message" ] && [ ! -e a.c ] || fail "not: $message"
}
refused "'./nothing' behind '--' is no compiler that can be asked: No such file or directory" ./nothing -DX
refused "'true' behind '--' is no compiler that can be asked: \`true -E -v -xc /dev/null\` does not tell where headers are" true
refused "'false' behind '--' is no compiler that can be asked: \`false -m64 -E -v -xc /dev/null\` does not tell where headers are" \
	false -m64
refused "'./cc' behind '--' is no compiler flag" -DX ./cc
refused "'b.co.c' behind '--' is no compiler flag" b.co.c

# The real one: what clang has of its own is clang's own, whatever the compiler has behind it.
cat >atomics.co.c <<'C'
#include <cogen.h>
#include <limits.h>
#include <float.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <tgmath.h>
static _Atomic long sum;
async(int) f(int n) {
	atomic_int own = n;
	await co_sleep(0);
	atomic_fetch_add(&sum, (long)fabs(-2.0f) + atomic_exchange(&own, 3));
	return atomic_load_explicit(&sum, memory_order_relaxed) + INT_MAX / 4 + FLT_DIG + (int)sizeof(PRId64);
}
C
for compiler in "" "$CC"; do
	expect 0 atomics.co.c -o atomics.c -- $compiler
	"$CC" -Wall -Werror -fsyntax-only -I"$ROOT/runtime/include" atomics.c || fail "atomics do not compile"
done

case $("$CC" --version 2>&1) in
*"Free Software Foundation"*) folder=$("$CC" -print-file-name=include) ;;
*) exit 0 ;;
esac
for header in omp.h openacc.h quadmath.h stdfix.h gcov.h; do
	[ -e "$folder/$header" ] || continue
	printf '#include <cogen.h>\n#include <%s>\nasync(int) f(void) { return 0; }\n' $header >real.co.c
	expect 0 real.co.c -o real.c -- "$CC" -fopenmp
	"$CC" -fopenmp -fsyntax-only -I"$ROOT/runtime/include" real.c || fail "$header does not compile"
	case $folder in
	/usr/lib/gcc*)
		expect 1 real.co.c -o real.c
		grep -q "^real.co.c:2:10: note: gcc has it, in /usr/lib/gcc.*: name the compiler in front of its flags, \`cogen … -- gcc …\`\$" ../err ||
			fail "no note"
		;;
	esac
done
exit 0
