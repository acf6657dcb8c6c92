# Output appears whole or not at all; an error leaves what was there, byte for byte, and nothing beside it.
set -u

. "$ROOT/tests/run/cli-lib.sh"

mkdir work && cd work || exit 1
printf '/* text */\nint x = 1; // kept\n' >good.co.c
printf 'int f(void) {\n\treturn 1 +;\n}\n' >bad.co.c

# Text outside coroutines passes through byte for byte, to a file and to standard output.
expect 0 good.co.c -o out.c
grep -q '^int x = 1; // kept$' out.c || fail "the text did not pass through"
expect 0 good.co.c -o - >../stdout.c
expect 0 - -o - <good.co.c >../stdin.c
grep -q '^int x = 1; // kept$' ../stdout.c && grep -q '^int x = 1; // kept$' ../stdin.c || fail "standard output or input"

# An error in the input.
cp out.c ../kept.c
expect 1 bad.co.c -o out.c -MF out.d
grep -q '^bad\.co\.c:2:[0-9]*: error: ' ../err || fail "no diagnostic: $(cat ../err)"
grep -q '    2 | 	return 1 +;' ../err || fail "no source line: $(cat ../err)"
cmp -s out.c ../kept.c || fail "the output changed on an error"
expect 1 bad.co.c -o fresh.c -MF fresh.d
expect 1 bad.co.c -o - >../stdout.c
[ -s ../stdout.c ] && fail "an error, and output"

# An output, or depfile, that cannot be written.
expect 2 good.co.c -o nowhere/out.c
grep -q "^cogen: cannot write 'nowhere/out.c': No such file or directory$" ../err || fail "said: $(cat ../err)"
mkdir folder
expect 2 good.co.c -o folder
expect 2 good.co.c -o fresh.c -MF nowhere/fresh.d
printf 'old' >out.c
expect 2 good.co.c -o out.c -MF folder
[ "$(cat out.c)" = old ] || fail "the output changed, though the depfile could not be written"
if [ -w /dev/full ]; then
	expect 2 good.co.c -o - >/dev/full
	grep -q "^cogen: cannot write 'standard output': No space left on device$" ../err || fail "said: $(cat ../err)"
fi

[ "$(ls)" = "$(printf 'bad.co.c\nfolder\ngood.co.c\nout.c')" ] || fail "left behind:"
[ -z "$(ls folder)" ] || fail "left in the folder"
