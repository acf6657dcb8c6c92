# Odd files, odd names, and ends in the middle: an exact message or the right C, the right exit code, and nothing half-written.
set -u

. "$ROOT/tests/run/cli-lib.sh"

said() { # LINE: it was all that was said, or the first of it
	[ "$(head -n 1 ../err)" = "$1" ] || fail "not said: $1"
}

compiles() { # FILE
	"$CC" -std=gnu11 -Wall -Werror "-I$ROOT/runtime/include" -fsyntax-only "$1" 2>../err || fail "$1 does not compile"
}

only() { # FILE…: nothing else is here
	[ "$(ls -A)" = "$(printf '%s\n' "$@" | LC_ALL=C sort)" ] || fail "here is more than: $*"
}

export LC_ALL=C
mkdir work && cd work || exit 1
text='#include <cogen.h>\nasync(int) f(int n) {\n\tint a = n;\n\ta += await f(n - 1);\n\treturn a;\n}\n'

# What is in the file.
: >in.co.c
expect 0 in.co.c -o out.c && compiles out.c
# shellcheck disable=SC2059 # the text is the format
printf "$text" >good.co.c
printf '%s' "$(cat good.co.c)" >in.co.c # no line end
expect 0 in.co.c -o out.c && compiles out.c
sed 's/$/\r/' good.co.c >in.co.c
expect 0 in.co.c -o out.c && compiles out.c
{ printf '\357\273\277' && cat good.co.c; } >in.co.c
expect 0 in.co.c -o out.c && compiles out.c
long=$(awk 'BEGIN { for (i = 0; i < 10000; i++) printf "x" }')
sed "s/a\\b/$long/g; s/\\bf(/f$long(/g" good.co.c >in.co.c
expect 0 in.co.c -o out.c && compiles out.c
awk 'BEGIN { printf "#include <cogen.h>\nasync(int) f(int n) { "
	for (i = 0; i < 60000; i++) printf "%s", i % 100 ? "n += n & 15; " : "n += await f(n); "
	print "return n; }" }' >in.co.c
[ "$(wc -c <in.co.c)" -gt 780000 ] || fail "too short a line"
(ulimit -t 30 && expect 0 in.co.c -o out.c) || exit 1
rm out.c
printf 'int x;\000int y;\n' >in.co.c
expect 1 in.co.c -o out.c
said "in.co.c:1:7: error: a byte of the value 0 in the text; in a string or a character it is written '\\0' [-Wunsupported]"
printf '#include <cogen.h>\nconst char *s = "a\001S1\002";\n' >in.co.c
expect 1 in.co.c -o out.c
said "in.co.c:2:19: error: a byte of the value 1 in the text; in a string or a character it is written '\\1' [-Wunsupported]"
printf '\377\376i\000n\000t\000' >in.co.c
expect 1 in.co.c -o out.c
printf '\377int x;\n' >in.co.c
expect 1 in.co.c -o out.c
said 'in.co.c:1:1: error: source file is not valid UTF-8'
only good.co.c in.co.c
rm in.co.c

# What it is called.
quoted=$(printf 'a "b"\\l\351.co.c')
cp good.co.c "$quoted"
expect 0 "$quoted" -o 'an "out".c' -MF 'a d.d'
compiles 'an "out".c'
[ "$(head -n 1 'a d.d')" = "$(printf 'an\\ "out".c: a\\ "b"\\l\351.co.c \\')" ] || fail "the depfile: $(cat 'a d.d')"
printf 'int f( {\n' >"$quoted"
expect 1 "$quoted" -o 'an "out".c'
said "$quoted:1:8: error: expected parameter declarator"
rm -- *out* *.d "$quoted"
broken=$(printf 'a\nb.co.c')
cp good.co.c "$broken"
expect 2 "$broken" -o out.c
said "cogen: cannot read 'a"
rm "$broken"

# What cannot be read or written.
mkdir folder
expect 2 folder -o out.c
said "cogen: cannot read 'folder': Is a directory"
expect 2 none.co.c -o out.c
said "cogen: cannot read 'none.co.c': No such file or directory"
if [ "$(id -u)" != 0 ]; then
	cp good.co.c closed.co.c && chmod 0 closed.co.c
	expect 2 closed.co.c -o out.c
	said "cogen: cannot read 'closed.co.c': Permission denied"
	rm -f closed.co.c
fi
(
	ulimit -f 1 || exit 0
	expect 2 good.co.c -o out.c
	said "cogen: cannot write 'out.c': File too large"
) || exit 1
if command -v mount >/dev/null && mount -t tmpfs -o size=4k tmpfs folder 2>/dev/null; then
	awk -v shape=ordinary -v n=5 -f "$ROOT/tests/cli/large.awk" >../big.co.c
	echo old >folder/out.c
	expect 2 ../big.co.c -o folder/out.c
	said "cogen: cannot write 'folder/out.c': No space left on device"
	left=$(ls -A folder && cat folder/out.c)
	umount folder
	[ "$left" = "$(printf 'out.c\nold')" ] || fail "on the full disk: $left"
fi
("$COGEN" good.co.c -o - 2>../err; echo $? >../code) | true
sleep 0.1
case $(cat ../code) in
0) ;; # it was read before it ended
*) said "cogen: cannot write 'standard output': Broken pipe" ;;
esac
expect 2 good.co.c -o - >&-
said "cogen: cannot write 'standard output': Bad file descriptor"

# One name for two things.
expect 2 good.co.c -o good.co.c
said "cogen: 'good.co.c' is the input; it would be overwritten"
ln -s ../good.co.c folder/soft.c
expect 2 good.co.c -o folder/soft.c
said "cogen: 'folder/soft.c' is the input; it would be overwritten"
rm folder/soft.c
expect 2 good.co.c -o out.c -MF out.c
said "cogen: '-o' and '-MF' name the same file: 'out.c'"
expect 2 good.co.c -o out.c -MF ./out.c
said "cogen: 'out.c' and './out.c' are the same file, and would be written one over the other"
expect 2 good.co.c -o out.c good.co.c -o "$PWD/out.c"
said "cogen: 'out.c' and '$PWD/out.c' are the same file, and would be written one over the other"
echo old >out.c && ln -s ../out.c folder/link.c
expect 2 good.co.c -o out.c --emit-header=folder/link.c
said "cogen: 'out.c' and 'folder/link.c' are the same file, and would be written one over the other"
expect 2 good.co.c -o out.c --diagnostics=json --diagnostics-file=good.co.c
said "cogen: 'good.co.c' is the input; it would be overwritten"
grep -q cogen.h good.co.c || fail "the input was overwritten"
expect 2 good.co.c -o out.c --diagnostics=json --diagnostics-file=folder/link.c
said "cogen: 'out.c' and 'folder/link.c' are the same file, and would be written one over the other"
[ "$(cat out.c)" = old ] || fail "out.c was written"
rm out.c folder/link.c
only folder good.co.c

# Told to end while it writes: what it has begun it brings to its end, and it ends by the signal. The depfile waits for who reads it.
for signal in INT TERM HUP; do
	mkfifo ../fifo
	case $signal in # a shell's child in the background ignores SIGINT, where nothing says otherwise
	INT) env --default-signal=INT true 2>/dev/null && heed="env --default-signal=INT" || heed= ;;
	*) heed= ;;
	esac
	[ "$signal$heed" != INT ] || { rm ../fifo; continue; }
	$heed "$COGEN" good.co.c -o out.c -MF ../fifo 2>../err &
	tool=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		ls -A | grep -q tmp && break
		sleep 0.2
	done
	ls -A | grep -q 'out.c.*tmp' || fail "no temporary file so far"
	kill -s "$signal" $tool
	sleep 0.2
	cat ../fifo >../rule
	wait $tool
	code=$?
	[ $code -gt 128 ] || fail "SIG$signal: exit code $code"
	rm ../fifo
	only folder good.co.c out.c
	compiles out.c
	rm out.c
done
