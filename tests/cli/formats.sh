# Diagnostics for other programs: JSON as gcc's, SARIF 2.1.0; to standard error, or to a file beside the text.
set -u

. "$ROOT/tests/run/cli-lib.sh"

# What reads JSON, where it is there.
parses() {
	command -v python3 >/dev/null || return 0
	python3 -m json.tool "$1" >/dev/null || fail "$1 is no JSON"
}

cat >a.co.c <<'C'
#include <cogen.h>
/* “é” */ static async(int) f(void) { return 1; }
generator(int) g(int a, int b) { /* “é” */ yield a + b; }
int main(void) { co_for (float, x, g(1, 2)) f(); }
C
"$COGEN" --diagnostics=json a.co.c -o out.c 2>a.json
[ $? = 1 ] && [ ! -e out.c ] || fail "exit code, or output"
parses a.json
cat >expected <<'JSON'
[
	{ "kind": "error", "message": "'yield' as an operand needs parentheses: it binds closer than the operator behind its operand", "option": "-Wprecedence",
		"locations": [{ "caret": { "file": "a.co.c", "line": 3, "column": 49 }, "finish": { "file": "a.co.c", "line": 3, "column": 59 } }],
		"children": [],
		"alternatives": [[{ "start": { "file": "a.co.c", "line": 3, "column": 55 }, "next": { "file": "a.co.c", "line": 3, "column": 60 }, "string": "(a + b)" }], [{ "start": { "file": "a.co.c", "line": 3, "column": 49 }, "next": { "file": "a.co.c", "line": 3, "column": 56 }, "string": "(yield a)" }]] },
	{ "kind": "error", "message": "'g' yields 'int', not 'float'", "option": "-Wresult-type",
		"locations": [{ "caret": { "file": "a.co.c", "line": 4, "column": 26 }, "finish": { "file": "a.co.c", "line": 4, "column": 30 } }],
		"children": [
			{ "kind": "note", "message": "'g' is declared here", "locations": [{ "caret": { "file": "a.co.c", "line": 3, "column": 16 } }] }],
		"fixits": [{ "start": { "file": "a.co.c", "line": 4, "column": 26 }, "next": { "file": "a.co.c", "line": 4, "column": 31 }, "string": "int" }] },
	{ "kind": "error", "message": "coroutine 'f' is never run: its call only makes an object", "option": "-Wnever-awaited",
		"locations": [{ "caret": { "file": "a.co.c", "line": 4, "column": 45 }, "finish": { "file": "a.co.c", "line": 4, "column": 47 } }],
		"children": [
			{ "kind": "note", "message": "in a plain function pass the call to co_run, co_spawn, co_go or another form", "locations": [{ "caret": { "file": "a.co.c", "line": 4, "column": 45 }, "finish": { "file": "a.co.c", "line": 4, "column": 47 } }] }] }
]
JSON
diff -u expected a.json || fail "JSON differs"

"$COGEN" --diagnostics=sarif --diagnostics-file=a.sarif a.co.c -o out.c 2>text
[ $? = 1 ] || fail "exit code"
parses a.sarif
"$COGEN" a.co.c -o out.c 2>plain
diff -u plain text || fail "the text is not shown beside a file"
sed -n '/"columnKind"/,$p' a.sarif >results
cat >expected <<'JSON'
		"columnKind": "unicodeCodePoints",
		"results": [
			{
				"ruleId": "precedence", "ruleIndex": PRECEDENCE, "level": "error",
				"message": { "text": "'yield' as an operand needs parentheses: it binds closer than the operator behind its operand" },
				"locations": [{ "physicalLocation": { "artifactLocation": { "uri": "a.co.c" }, "region": { "startLine": 3, "startColumn": 44, "endLine": 3, "endColumn": 55 } } }],
				"fixes": [
					{ "description": { "text": "as suggested" }, "artifactChanges": [{ "artifactLocation": { "uri": "a.co.c" }, "replacements": [{ "deletedRegion": { "startLine": 3, "startColumn": 50, "endLine": 3, "endColumn": 55 }, "insertedContent": { "text": "(a + b)" } }] }] },
					{ "description": { "text": "as suggested" }, "artifactChanges": [{ "artifactLocation": { "uri": "a.co.c" }, "replacements": [{ "deletedRegion": { "startLine": 3, "startColumn": 44, "endLine": 3, "endColumn": 51 }, "insertedContent": { "text": "(yield a)" } }] }] }]
			},
			{
				"ruleId": "result-type", "ruleIndex": RESULT, "level": "error",
				"message": { "text": "'g' yields 'int', not 'float'" },
				"locations": [{ "physicalLocation": { "artifactLocation": { "uri": "a.co.c" }, "region": { "startLine": 4, "startColumn": 26, "endLine": 4, "endColumn": 31 } } }],
				"relatedLocations": [
					{ "id": 1, "physicalLocation": { "artifactLocation": { "uri": "a.co.c" }, "region": { "startLine": 3, "startColumn": 16, "endLine": 3, "endColumn": 17 } }, "message": { "text": "'g' is declared here" } }],
				"fixes": [
					{ "description": { "text": "as suggested" }, "artifactChanges": [{ "artifactLocation": { "uri": "a.co.c" }, "replacements": [{ "deletedRegion": { "startLine": 4, "startColumn": 26, "endLine": 4, "endColumn": 31 }, "insertedContent": { "text": "int" } }] }] }]
			},
			{
				"ruleId": "never-awaited", "ruleIndex": NEVER, "level": "error",
				"message": { "text": "coroutine 'f' is never run: its call only makes an object" },
				"locations": [{ "physicalLocation": { "artifactLocation": { "uri": "a.co.c" }, "region": { "startLine": 4, "startColumn": 45, "endLine": 4, "endColumn": 48 } } }],
				"relatedLocations": [
					{ "id": 1, "physicalLocation": { "artifactLocation": { "uri": "a.co.c" }, "region": { "startLine": 4, "startColumn": 45, "endLine": 4, "endColumn": 48 } }, "message": { "text": "in a plain function pass the call to co_run, co_spawn, co_go or another form" } }]
			}]
	}]
}
JSON
index() { sed -n 's/^				{ "id": "\([a-z-]*\)".*/\1/p' a.sarif | grep -n -x "$1" | sed 's/:.*//' | awk '{ print $1 - 1 }'; }
sed -i "s/PRECEDENCE/$(index precedence)/; s/RESULT/$(index result-type)/; s/NEVER/$(index never-awaited)/" expected
diff -u expected results || fail "SARIF differs"
for id in $("$COGEN" --help=diagnostics | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do
	grep -q "{ \"id\": \"$id\", \"shortDescription\": { \"text\": \"..*\" }, \"help\": { \"text\": \"..*\" }" a.sarif || fail "no rule for $id"
done

# Odd names and bytes; nothing to tell is a document, too; the rest of the output is as ever.
mkdir 'a b'
printf '#include <cogen.h>\nint x = "\\\001\351\t";\n' >'a b/ü"%.co.c'
"$COGEN" --diagnostics=json 'a b/ü"%.co.c' -o out.c 2>b.json
parses b.json
"$COGEN" --diagnostics=sarif 'a b/ü"%.co.c' -o out.c 2>b.sarif
parses b.sarif
grep -q '"uri": "a%20b/%C3%BC%22%25.co.c"' b.sarif || fail "the URI of a path"
echo 'int x;' >c.co.c
[ "$("$COGEN" --diagnostics=json c.co.c -o c.c 2>&1)" = '[]' ] && [ -s c.c ] || fail "no diagnostics"
"$COGEN" --diagnostics-file=c.txt a.co.c c.co.c -o out.c 2>usage
[ $? = 2 ] && [ "$(wc -l <usage)" = 1 ] || fail "usage errors stay lines of text"
"$COGEN" --diagnostics-file=c.txt a.co.c -o out.c 2>/dev/null
cmp -s c.txt plain || fail "text in a file"
"$COGEN" --diagnostics=json --diagnostics-file=no/such/file c.co.c -o c.c 2>/dev/null
[ $? = 2 ] || fail "a file that cannot be written"
[ "$("$COGEN" --diagnostics=xml c.co.c -o c.c 2>&1)" = "cogen: '--diagnostics=' does not know 'xml'; there are text, json, sarif" ] ||
	fail "an unknown form"
exit 0
