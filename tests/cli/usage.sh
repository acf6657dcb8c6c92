# What is wrong with the command line is told in one line, exit code 2, and nothing is written.
set -u

refused() { # MESSAGE ARGUMENT…
	expected=$1
	shift
	"$COGEN" "$@" >out 2>err
	code=$?
	[ $code = 2 ] || { echo "cogen $*: exit code $code, not 2"; exit 1; }
	[ -s out ] && { echo "cogen $*: wrote to standard output"; exit 1; }
	[ "$(cat err)" = "cogen: $expected" ] || { echo "cogen $*: said:"; cat err; echo "not: cogen: $expected"; exit 1; }
}

echo 'int x;' >a.co.c
refused "no input file ('cogen --help' tells how to call it)"
refused "no output file: give '-o FILE', or '-o -' for standard output" a.co.c
refused "unknown option '--dmup=tree'; did you mean '--dump='?" --dmup=tree a.co.c
refused "'-o' needs an argument" a.co.c -o
refused "no output file for 'a.co.c': with several inputs, '-o FILE' stands behind each" a.co.c b.co.c -o x.c
refused "no output file for 'b.co.c': with several inputs, '-o FILE' stands behind each" -o x.c a.co.c b.co.c
refused "'x.c' would be written for 'a.co.c' and for 'b.co.c'" a.co.c -o x.c b.co.c -o x.c
refused "'-o' and '-MF' name the same file: 'x.c'" a.co.c -o x.c -MF x.c
refused "'-o' is given twice: 'x.c' and 'y.c'" a.co.c -o x.c -o y.c
refused "cannot read 'missing.co.c': No such file or directory" missing.co.c -o x.c
refused "cannot read '.': Is a directory" . -o x.c
refused "cannot read response file 'missing.rsp': No such file or directory" @missing.rsp
refused "'a.co.c' is the input; it would be overwritten" a.co.c -o a.co.c
refused "'./a.co.c' is the input; it would be overwritten" a.co.c -o x.c -MF ./a.co.c
cp a.co.c b.co.c
refused "'a.co.c' is the input; it would be overwritten" a.co.c -o x.c b.co.c -o a.co.c
rm b.co.c
rm out err
[ "$(cat a.co.c)" = 'int x;' ] && [ "$(ls)" = a.co.c ] || { echo "left behind:"; ls; exit 1; }

"$COGEN" --help >help || exit 1
grep -q '^usage: cogen ' help && [ "$(wc -l <help)" -le 32 ] || { echo "--help is too long"; cat help; exit 1; }
"$COGEN" --version >version || exit 1
grep -q '^cogen [0-9]*\.[0-9]*\.[0-9]*$' version && grep -q '^libclang: .*version [0-9]' version &&
	grep -q '^resource directory: /' version && grep -q '^headers: /' version || { echo "--version says:"; cat version; exit 1; }
