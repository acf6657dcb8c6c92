# Without memory the tool says so, exit code 3, and leaves nothing behind: whichever allocation of its own is the one that fails
# (fail_each.c), and when libclang has none.
set -u
export LC_ALL=C

[ "$(head -c 2 "$COGEN")" != '#!' ] || exit 0 # under the sanitizers, which have an allocator of their own

mkdir work && cd work || exit 1
printf '#include <cogen.h>\n#define TWICE(x) ((x) + (x))\nasync(int) f(int n) {\n\tint a[n];\n\ta[0] = TWICE(await f(n - 1));\n\treturn a[0];\n}\n' >in.co.c
printf 'int f(void) {\n\treturn 1 +;\n}\n' >bad.co.c

each() { # ARGUMENT…: each of the STEPs, in a process of its own
	FAIL_STEP=$step LD_PRELOAD="$PWD/../fail_each.so" "$COGEN" "$@" 9>../codes 2>../err
	grep -v '^[0-9]* 3$' ../codes && { echo "cogen $*: exit codes other than 3"; exit 1; }
	[ "$(wc -l <../codes)" -gt "$least" ] || { cat ../err; echo "cogen $*: only $(wc -l <../codes) allocations failed"; exit 1; }
	grep -v '^cogen: out of memory ([0-9]* bytes more were asked for)$' ../err >../rest
	[ "$(grep -c . ../err)" -ge "$(wc -l <../codes)" ] || { cat ../err; echo "cogen $*: something was not told"; exit 1; }
}

if "$CC" -O1 -shared -fPIC "$ROOT/tests/cli/fail_each.c" -o ../fail_each.so -ldl 2>/dev/null; then
	step=7 least=50
	each in.co.c -o out.c -MF out.d --emit-header=out.h
	[ ! -s ../rest ] || { cat ../rest; exit 1; }
	[ "$(ls)" = "$(printf 'bad.co.c\nin.co.c\nout.c\nout.d\nout.h')" ] || { ls -A; exit 1; }
	rm out.*
	step=1 least=10
	each bad.co.c -o out.c
	each --version >/dev/null
	[ "$(ls)" = "$(printf 'bad.co.c\nin.co.c')" ] || { ls -A; exit 1; }
fi

# From too little to load it, through too little to read the file, to enough.
seen=
for limit in $(seq 150000 10000 420000); do
	(
		ulimit -v "$limit" 2>/dev/null || exit 0
		exec "$COGEN" in.co.c -o out.c 2>../err
	)
	code=$?
	rm -f out.c
	case $code in
	0 | 127) continue ;; # 127: the system could not load it
	3) ;;
	*) cat ../err; echo "with $limit KiB: exit code $code"; exit 1 ;;
	esac
	seen=yes
	grep -q '^cogen: out of memory' ../err && ! grep -q 'bug\|internal' ../err || { cat ../err; echo "with $limit KiB: it was not said"; exit 1; }
	[ "$(ls)" = "$(printf 'bad.co.c\nin.co.c')" ] || { ls -A; exit 1; }
done
echo "too little memory to go on: ${seen:-never met}"
