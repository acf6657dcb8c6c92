# Twice as much of something takes about twice as long, not four times. Compared are processor times of the tool, what it takes for
# the smallest file taken off, so a machine that is busy or slow changes both.
set -u

[ "$(head -c 2 "$COGEN")" != '#!' ] || exit 0 # what it takes under the sanitizers tells nothing

seconds() { # FILE: the least of two runs, in hundredths
	for _ in 1 2; do
		(
			"$COGEN" "$1" -o out.c || exit 1
			times
		) >times.txt 2>err.txt || { cat err.txt; exit 1; }
		awk 'NR == 2 { gsub(/[ms]/, " "); print int(100 * ($1 * 60 + $2 + $3 * 60 + $4)) }' times.txt
	done | sort -n | head -n 1
}

make() { awk -v shape="$1" -v n="$2" -f "$ROOT/tests/cli/large.awk" >"$3"; }

make awaits 1 least.co.c || exit 1
least=$(seconds least.co.c)
wrong=0

grows() { # SHAPE N
	make "$1" "$2" half.co.c && make "$1" $(($2 * 2)) whole.co.c || exit 1
	half=$(seconds half.co.c) whole=$(seconds whole.co.c)
	echo "$1: $half at $2, $whole at twice as many; $least for the smallest file"
	[ -n "$half" ] && [ -n "$whole" ] || exit 1
	# 4 would be the square; hundredths come in whole numbers
	[ $(((whole - least) * 10)) -le $(((half - least) * 31 + 100)) ] && return 0
	echo "$1: takes a time that grows faster than its size"
	wrong=1
}

grows ordinary 100
grows awaits 2500
grows macros 1000
grows terms 1500 # further on it is libclang that looks for the start of each sum anew
grows cases 2000
grows jumps 2500
grows labels 2000
grows loops_over 1500
grows records 125
grows lengths 250
grows definitions 2000
grows blocks 1000
exit $wrong
