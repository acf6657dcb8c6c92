# Twice as much of something takes about twice as much work, not four times. Work is instructions, which callgrind counts: the same on
# a busy machine as on a quiet one. One process takes all files, as half of each count is libclang being loaded; after each file,
# when its text is let go, callgrind writes down what that file took.
set -u

[ "$(head -c 2 "$COGEN")" != '#!' ] || exit 0 # what it takes under the sanitizers tells nothing
command -v valgrind >/dev/null || { echo "valgrind is not here: nothing was counted"; exit 0; }

shapes='ordinary 30
awaits 375
macros 150
terms 225
cases 300
jumps 375
labels 300
loops_over 225
records 19
lengths 37
definitions 300
blocks 75'
# terms: further on it is libclang that looks for the start of each sum anew. blocks: what nests is needed all at once, pair by pair in a
# matrix of bits, which a thousand levels would show.

make() { awk -v shape="$1" -v n="$2" -f "$ROOT/tests/cli/large.awk" >"$3" || exit 1; }

# The first file pays for the start of the process, the second is what the least of files takes.
make awaits 1 start.co.c
make awaits 1 least.co.c
files='start least'
while read -r shape n; do
	make "$shape" "$n" "$shape-half.co.c"
	make "$shape" $((n * 2)) "$shape-whole.co.c"
	files="$files $shape-half $shape-whole"
done <<END
$shapes
END

arguments=
for file in $files; do arguments="$arguments $file.co.c -o $file.c"; done
# shellcheck disable=SC2086 # words
valgrind --tool=callgrind --callgrind-out-file=counts --dump-after=source_release "$COGEN" $arguments 2>err.txt || {
	cat err.txt
	exit 1
}

number=0
for file in $files; do
	number=$((number + 1))
	instructions=$(awk '$1 == "summary:" { print $2 }' counts.$number)
	echo "$file ${instructions:-0}"
done >instructions.txt

awk '
	{ count[$1] = $2 }
	!$2 { print $1 ": not counted"; wrong = 1 }
	sub(/-whole$/, "", $1) {
		half = count[$1 "-half"] - count["least"]
		whole = count[$1 "-whole"] - count["least"]
		printf "%s: %.1f million instructions, %.1f at twice as many: %.2f\n", $1, half / 1e6, whole / 1e6, whole / half
		if (whole > 2.25 * half) { # 4 would be the square
			print $1 ": takes a work that grows faster than its size"
			wrong = 1
		}
	}
	END { exit wrong }
' instructions.txt
