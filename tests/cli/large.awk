# awk -v shape=SHAPE -v n=N -f large.awk: an annotated file that has N of something, or is nested N deep.
#
# For tests/cli (does the tool hold?) and bench/b9_tool (how long does it take?). `ordinary` is what programs look like: one coroutine,
# one plain function and one structure in each of its N parts, 32 lines together.

function repeat(text, times, i) { for (i = 0; i < times; i++) printf "%s", text }
function numbered(before, behind, times, i) { for (i = 0; i < times; i++) printf "%s%d%s", before, i, behind }
function many() { printf "async(int) many(int n) {\n\t" }
function result(inside) { printf "\treturn %s;\n}\n", inside }

function ordinary(i) {
	print "struct item_" i " {\n\tint id, length;\n\tchar name[32];\n\tstruct item_" i " *next;\n};\n"
	print "static int compare_" i "(const void *a, const void *b) {\n\tconst struct item_" i " *x = a, *y = b;"
	print "\treturn x->id < y->id ? -1 : x->id > y->id;\n}\n"
	print "async(int) work_" i "(struct item_" i " *items, int count) {\n\tint total = compare_" i "(items, items + 1), used = 0;"
	print "\tfor (int k = 0; k < count; k++) {\n\t\tstruct item_" i " *item = &items[k];\n\t\titem->next = k + 1 < count ? &items[k + 1] : 0;"
	print "\t\tswitch (item->id & 3) {\n\t\tcase 0: total += await later(item->length); break;\n\t\tcase 1: total -= item->id; break;"
	print "\t\tcase 2:\n\t\t\tif (await later(k) > 3) return -1;\n\t\t\t/* fall through */\n\t\tdefault: used++;\n\t\t}\n\t}"
	print "\twhile (total > 1000) total = total / 2 + await later(used);\n\treturn total < 0 ? await later(used) + total * await later(2) : total;\n}\n"
}

BEGIN {
	print "#include <cogen.h>\n\nstatic async(int) later(int v) {\n\tif (v % 7 == 0) await co_sleep(0);\n\treturn v;\n}\n"

	# length
	if (shape == "ordinary") for (i = 0; i < n; i++) ordinary(i)
	else if (shape == "plain") {
		for (i = 0; i < n; i++) print "int plain_" i "(int a, int b) {\n\tint sum = a;\n\tfor (int k = 0; k < b; k++) sum += a * k;\n\treturn sum;\n}\n"
		many(); result("await later(n)")
	} else if (shape == "awaits") { many(); numbered("n += await later(", ");\n\t", n); result("n") }
	else if (shape == "variables") { many(); numbered("int v", " = await later(n);\n\t", n); numbered("n += v", ";\n\t", n); result("n") }
	else if (shape == "macros") {
		print "#define TRY(x) do { int r_ = await later(x); if (r_ < 0) return r_; } while (0)"
		many(); numbered("TRY(n + ", ");\n\t", n); result("n")
	} else if (shape == "asserts") { print "#include <assert.h>"; many(); numbered("assert(n > ", ");\n\tn += await later(n);\n\t", n); result("n") }
	else if (shape == "labels") { many(); for (i = 0; i < n; i++) printf "l%d: if (await later(n++) == %d) goto l%d;\n\t", i, i, i * 7919 % n; result("n") }
	else if (shape == "records") {
		for (i = 0; i < n; i++) print "async(int) f" i "(int n) {\n\tstruct point {\n\t\tint x, y;\n\t} p = { n, await later(n) };\n\tint a[n + 1];\n\ta[n] = p.x;\n\tawait later(2);\n\treturn a[n] + p.y;\n}\n"
	} else if (shape == "chain") for (i = 0; i < n; i++) print "async(int) f" i "(int n) { return await " (i ? "f" (i - 1) : "later") "(n) + 1; }"
	else if (shape == "yields") { print "generator(int) numbers(int n) {"; numbered("\tyield ", ";\n", n); print "}" }
	else if (shape == "loops_over") {
		print "generator(int) numbers(int n) {\n\tyield n;\n}\nint sum(void) {\n\tint s = 0;"
		for (i = 0; i < n; i++) print "\tco_for (int, x, numbers(3)) s += x;"
		print "\treturn s;\n}"
	} else if (shape == "terms") { many(); printf "n = n"; numbered(" + await later(", ")", n); print ";"; result("n") }
	else if (shape == "table") { many(); printf "int table[] = {"; numbered("", ",\n\t", n); printf "};\n\tawait later(n);\n"; result("table[n]") }
	else other()
}

# In two pieces: an awk's parser holds only so many.
function other(i) {
	if (shape == "cases") { many(); print "switch (n) {"; numbered("case ", ": n += await later(n); break;\n", n); print "}"; result("n") }
	else if (shape == "jumps") { many(); for (i = 0; i < n; i++) printf "if (n == %d) goto l%d;\n", i, i; print "await later(1);"; numbered("l", ": n++;\n", n); result("n") }
	else if (shape == "lengths") { many(); for (i = 0; i < n; i++) printf "{ int a[n + 1]; a[0] = await later(%d); n += a[0]; }\n", i; result("n") }
	else if (shape == "definitions") { many(); for (i = 0; i < n; i++) printf "#define STEP%d n++\nSTEP%d;\n#undef STEP%d\n", i, i, i; print "await later(n);"; result("n") }

	# depth
	else if (shape == "parentheses") { many(); printf "n = "; repeat("(", n); printf "await later(n)"; repeat(")", n); print ";"; result("n") }
	else if (shape == "subscripts") { print "static int a[8];"; many(); printf "n = "; repeat("a[", n); printf "await later(0)"; repeat("]", n); print ";"; result("n") }
	else if (shape == "calls") { many(); printf "n = "; repeat("await later(", n); printf "n"; repeat(")", n); print ";"; result("n") }
	else if (shape == "unary") { many(); printf "n = "; repeat("~", n); print "await later(n);"; result("n") }
	else if (shape == "blocks") { many(); for (i = 0; i < n; i++) printf "{ int v%d = n + %d;\n", i, i; print "n += await later(v0);"; for (i = n - 1; i >= 0; i--) printf "n += v%d; }\n", i; result("n") }
	else if (shape == "ifs") { many(); numbered("if (n > ", ") {\n", n); print "n += await later(n);"; numbered("} else await later(", ");\n", n); result("n") }
	else if (shape == "elses") { many(); numbered("if (n == ", ") n += await later(1);\n\telse ", n); print "n++;"; result("n") }
	else if (shape == "conditionals") { many(); printf "n = "; for (i = 0; i < n; i++) printf "n == %d ? await later(%d) : ", i, i; print "n;"; result("n") }
	else if (shape == "loops") { many(); for (i = 0; i < n; i++) printf "for (int i%d = 0; i%d < 1; i%d++) {\n", i, i, i; print "n += await later(n);"; repeat("}\n", n); result("n") }
	else if (shape == "switches") { many(); numbered("switch (n) { case ", ": default:\n", n); print "n += await later(n);"; repeat("}\n", n); result("n") }
	else if (shape == "statement_expressions") { many(); printf "n = "; numbered("({ int v", " = ", n); printf "await later(n)"; for (i = n - 1; i >= 0; i--) printf "; v%d + 1; })", i; print ";"; result("n") }
	else if (shape == "commas") { many(); printf "n = ("; numbered("await later(", "), ", n); print "n);"; result("n") }
	else if (shape == "logic") { many(); printf "n = "; for (i = 0; i < n; i++) printf "await later(%d) %s ", i, i % 2 ? "||" : "&&"; print "n;"; result("n") }
	else { print "large.awk: no shape " shape > "/dev/stderr"; exit 2 }
}
