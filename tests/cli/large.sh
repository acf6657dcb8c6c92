# Long and deeply nested input: it is taken, what is written compiles, and none of it takes a time or a stack that grows with the square.
# A limit of time is what finds that: each of these is a matter of seconds at most, and would be one of minutes or hours; linear.sh is
# closer.
flags="-std=gnu11 -I$ROOT/runtime/include -w -fsyntax-only"
case $("$CC" --version) in
*clang*) flags="$flags -fbracket-depth=16384" ;;
esac

takes() {
	awk -v shape="$1" -v n="$2" -f "$ROOT/tests/cli/large.awk" >in.co.c || exit 1
	(ulimit -t 30 && exec "$COGEN" in.co.c -o out.c) || { echo "$1, $2: exit code $?"; exit 1; }
	[ "${3:-}" = compiles ] || return 0
	# shellcheck disable=SC2086 # flags are words
	"$CC" $flags out.c || { echo "$1, $2: what is written does not compile"; exit 1; }
}

takes ordinary 660 # 20,000 lines, 661 coroutines
takes awaits 10000
takes awaits 500 compiles
takes awaits 1500
# shellcheck disable=SC2086 # flags are words
(ulimit -t 14 && exec "$CC" ${flags% -fsyntax-only*} -O1 -c out.c -o out.o) || { echo "1500 awaits take a compiler long: $?"; exit 1; }
takes variables 1000
takes macros 500
takes records 300
takes labels 1000
takes chain 500
takes yields 3000
takes loops_over 3000
takes terms 3000
takes table 20000
takes cases 10000
takes jumps 10000
takes lengths 300

for shape in parentheses subscripts calls unary blocks ifs elses conditionals loops switches statement_expressions commas logic; do
	takes $shape 100 compiles
	takes $shape 1100
done
takes parentheses 15000
takes blocks 4000
