# What is told beside the compiler's own errors: the word that was meant, the header that is missing, what a generator's call is.
set -u

. "$ROOT/tests/run/cli-lib.sh"

refused() {
	"$COGEN" "$1" -o out.c 2>err
	[ $? = 1 ] && [ ! -e out.c ] || fail "exit code, or output"
}

printf '#include <cogen.h>\nstatic asnyc(int) f(int n) { return n; }\n' >a.co.c
refused a.co.c
grep -q "^a.co.c:2:8: note: did you mean 'async'?" err || fail "a keyword in a head"

printf '#include <cogen.h>\nasync(int) f(int n) {\n\tawiat co_sleep(1);\n\tco_spwan(f(1));\n\tawaits(2);\n\treturn n;\n}\n' >b.co.c
refused b.co.c
grep -q "^b.co.c:3:2: note: did you mean 'await'?" err || fail "a keyword in a body"
grep -q "^b.co.c:4:2: note: did you mean 'co_spawn'?" err || fail "a form"

printf '#define COGEN_NO_SHORT_KEYWORDS\n#include <cogen.h>\nasync(int) f(int n) { return n; }\n' >c.co.c
refused c.co.c
grep -q "^c.co.c:3:1: note: COGEN_NO_SHORT_KEYWORDS is defined: the word is 'co_async' here" err || fail "short keywords"

printf '#include <cogen.h>\ngenerator(int) g(void) { yield 1; }\nasync(int) f(void) {\n\tint n = await g();\n\treturn n;\n}\n' >d.co.c
refused d.co.c
grep -q "^d.co.c:4:6: error: .* type 'void'\$" err || fail "the type is told in full"
grep -q "^d.co.c:4:10: note: a generator cannot be awaited" err || fail "a generator's value"
grep -q 'typeof\|cogen\.h' err && fail "what the keywords expand to is shown"

# says KIND TEXT LINE: the file with that line has one error, and of that line it says this note or error.
says() {
	printf '#include <cogen.h>\n#include <stdio.h>\nstatic async(int) w(int n) { return n; }\n%s\n' "$3" >n.co.c
	refused n.co.c
	[ "$(grep -c ': error: ' err)" = 1 ] || fail "not one error: $3"
	grep "^n.co.c:4:.*: $1: " err | grep -F -q ": $1: $2" || fail "no $1 '$2'"
}
note() { says note "$@"; }  # beside other errors
told() { says error "$@"; } # in our own words, and only once
note "the commas in braces separate arguments: put the literal in parentheses" \
	'struct p { int a, b; }; static void g(co_gen *o) { int v; co_send(o, (struct p){ 1, 2 }, &v); }'
note "what it returns stands in parentheses: async(T)" 'static async int f(void) { return await w(1); }'
note "what it returns stands in parentheses: async(void)" 'static async() f(void) { return; }'
told "cannot await this: 'w' is not called here" 'async(int) f(void) { return await w; }'
note "'w' is not called here" 'async(int) f(async(int) (*w)(int)) { return await w; }'
# Habits of other languages: what would have to be written.
note "an error is raised by co_raise(code, \"format\", …), in a coroutine" 'async(int) f(void) { throw 5; }'
note "an error is raised by co_raise(code, \"format\", …), in a coroutine" 'async(int) f(void) { raise 5; }'
note "did you mean 'co_raise'?" 'async(int) f(void) { throw(5, "bad"); }'
note "did you mean 'co_throw'?" 'int f(co_gen *g) { return throw(g, 5, "bad", NULL); }'
note "did you mean 'co_for_await'? It is written \`co_for_await (struct p *, x, h(1))\`" \
	'async_generator(struct p *) h(int n); async(void) f(void) { for (struct p *x in h(1)) { } }'
note "did you mean 'co_for_await'? It is written \`co_for_await (T, x, h(1))\`" \
	'int x; async_generator(int) h(int n); async(void) f(void) { for (x in h(1)) { } }'
note "did you mean 'await'?" 'async(int) f(void) { async co_sleep(1); return 2; }'
note "a task is what co_spawn makes of a call that is not awaited: co_spawn(w(1))" \
	'async(int) f(void) { co_task *t[1] = { w(1) }; return t[0] != 0; }'
note "a task is what co_spawn makes of a call that is not awaited: co_spawn(w(n))" \
	'async(int) f(int n) { co_cancel(w(n)); n = await w(2); return n; }'
! grep -q "co_result" err || fail "an await of another statement"
note "a handle is a pointer: co_task *" 'async(int) f(void) { co_task t; (void)t; return await w(1); }'
grep -q '^ *| *\*$' err || fail "no star"
note "a handle is a pointer: co_future *" 'async(int) f(co_future t) { return 1; }'
note "a handle is a pointer: co_gen *" 'generator(int) h(int n); int f(void) { co_gen g = co_new(h(1)); return co_gen_state(&g); }'
grep -q '^ *| *\*$' err || fail "no star"
note "this makes a gather: its parts" 'async(int) f(void) { int n = co_gather(w(1), w(2)); return n; }'
note "what it returns stands in parentheses: async(T)" 'async def f(int x) { return x; }'
! grep -q '^ *| *(def)$' err || fail "def is no type"
# Clang's fix-its in the text of a macro are none for its call.
printf '#define FIELD(p, f) p.f\nstruct s { int a; };\nint f(struct s *q) { return FIELD(q, a); }\n' >m.co.c
refused m.co.c
grep -q "did you mean to use '->'" err || fail "another error"
! grep -q '^ *| *->$' err || fail "a fix-it of a macro's text in the place of its call"
# The operands of co_wait_for in another order.
printf '#include <cogen.h>\nasync(int) w(int n);\nasync(int) f(int x) { return await co_wait_for(w(x), 5); }\n' >o.co.c
refused o.co.c
grep -q '^ *| *5, w(x)$' err || fail "the two are not put in order"
note "this makes a task: its value is there when it has been awaited, co_result(T, task)" \
	'async(int) f(void) { int n = co_spawn(w(1)); return n; }'
note "did you mean 'co_spawn'?" 'async(void) f(void) { spawn w(1); }'
! grep -q '^ *| *co_spawn$' err || fail "an edit that is not enough"
told "what it returns stands in parentheses behind the word: generator(const int *)" 'static const int *generator f(void);'
told "what it returns stands in parentheses behind the word: async(void)" 'void async f(void) { }'
told "what it returns stands in parentheses behind the word: co_async(int)" 'int co_async f(void);'
told "'async' takes one type, and here are 2" 'async(int, int) f(void);'
told "'generator' takes at most three types, and here are 4" 'generator(int, int, int, int) f(void);'
told "missing terminating '\"' character" 'async(int) f(void) { const char *s = "abc; return 0;
return s[0]; }'
note "the value of an awaited task or future is itself, now done: co_result" 'async(int) f(co_task *t) { int n = await t; return n; }'
note "the value of an awaited task or future is itself, now done: co_result" 'async(int) f(co_task **t) { int n = 0; n += await t[1]; return n; }'
note "the value of an awaited task or future is itself, now done: co_result" 'async(int) f(co_future *t) { return 1 + await t; }'
note "the value is the gather, now done: co_gather_result" 'async(int) f(void) { int n = await co_gather(w(1)); return n; }'
note "what a generator returns is its third type" 'generator(int) g(void) { yield 1; return 5; }'
note "it is declared \`co_next(co_gen *g, void *out)\`" 'int f(co_gen *g) { return co_next(g); }'
note "'yield' takes an operand; \`yield co_none\` yields nothing" 'generator(int) g(void) { yield; }'
note "this is a keyword of cogen; with COGEN_NO_SHORT_KEYWORDS" 'int f(int await);'
note "this is a keyword of cogen; with COGEN_NO_SHORT_KEYWORDS" 'struct bond { double price, yield; };'
! grep -q '^ *| *;$' err || fail "a semicolon in front of a member's name"
note "this is a keyword of cogen; with COGEN_NO_SHORT_KEYWORDS" 'union word { struct bond *await; int n; };'
note "the call of a generator makes no object by itself: co_new" 'generator(int) g(void); int f(int *n) { return co_next(g(), n); }'
object="the call of a generator makes no object by itself: co_new(call) does"
note "$object" 'generator(int) g(void); co_gen *f(void) { co_gen *o = g(); return o; }'
note "$object" 'generator(int) g(void); void f(co_gen *o) { o = g(); (void)o; }'
sent="the value of a yield is what was sent, and"
note "$sent nothing is sent to this generator: declare it generator(Y, const char *), and write co_received(const char *, yield …)" \
	'generator(int) g(void) { const char *s = yield 1; puts(s); }'
note "$sent nothing is sent to this generator: declare it async_generator(Y, int), and write co_received(int, co_yield …)" \
	'async_generator(void) g(void) { int s = 0; s = co_yield co_none; await w(s); }'
note "$sent nothing is sent to this generator: declare it generator(Y, const char *)" 'generator(int, void, int) g(void) { puts(yield 1); return 1; }'
note "$sent C takes it for what is yielded: write co_received(const char *, yield …)" 'generator(int, const char *) g(void) { const char *s = yield 1; puts(s); }'
note "$sent this generator is sent 'int'" 'generator(int, int) g(void) { const char *s = yield 1; puts(s); }'
note "this would yield a generator, and no value of it: yield_from" 'generator(int) g(int n) { if (n) { int x = yield g(n - 1); printf("%d", x); } }'
note "did you mean 'yield_from'?" 'generator(int) g(int n) { if (n) yield from g(n - 1); }'
note "did you mean 'co_catch'?" 'generator(int) g(void) { co_try { yield 1; } except (e) { puts(e->message); } }'
note "did you mean 'co_try'?" 'async(int) f(void) { try { await w(1); } catch (e) { return 1; } return 2; }'
note "what it runs is a statement, and a declaration is none: co_scope { … }" 'async(void) f(void) { co_scope co_task *t = co_spawn(w(1)); }'
note "what it runs is a statement, and a declaration is none: co_timeout (…) { … }" 'async(void) f(void) { co_timeout ((1) + 2.0) int n = 1; }'
constant="C wants a constant here, and what 'await' gives is known only when it runs"
note "$constant: assign it in a statement of a coroutine" 'async(int) f(void) { static int x = await w(1); return x; }'
note "$constant: assign it in a statement of a coroutine" 'int x = 1, y = await w(3);'
note "$constant: take it out in front, and compare with \`if\`" 'async(int) f(int n) { switch (n) { case await w(1): return 1; } return 0; }'
note "$constant: in a coroutine a local array without 'static'" 'async(int) f(void) { static int a[await w(1)]; return a[0]; }'
note "$constant: name a constant" 'async(void) f(void) { struct s { int b : await w(2); }; }'
spawn="a task is what co_spawn makes of a call that is not awaited: co_spawn(w(1))"
note "$spawn" 'async(void) f(void) { co_task *t = w(1); }'
note "$spawn" 'async(void) f(void) { co_task *t; t = await w(1); }'
# What a call lacks that runs nothing, as its place allows.
numbers='generator(int) h(int n);'
note "\`yield_from h(…)\` yields all that it does; co_for runs over it, co_new makes an object of it" "$numbers generator(int) g(void) { h(1); }"
note "\`co_for (T, name, h(…)) { … }\` runs over it; co_new makes an object of it" "$numbers async(void) f(void) { h(1); }"
note "\`co_for (T, name, h(…)) { … }\` runs over it" "$numbers generator(char) g(void) { h(1); }"
note "\`co_for_await (T, name, h(…)) { … }\` runs over it" "async_$numbers async(void) f(void) { h(1); }"
note "'g' is declared generator(…); async_generator(…) may await" 'generator(int) g(void) { w(1); }'
note "'g' is declared generator(…); async_generator(…) may await" 'generator(int) g(void) { co_sleep(1); }'
! grep -q '|.*  await' err || fail "an await in a generator"
note "'g' is declared generator(…); async_generator(…) may await" "async_$numbers generator(int) g(void) { h(1); }"
cat >w.co.c <<'C'
#define COGEN_NO_SHORT_KEYWORDS
#include <cogen.h>
co_async(int) w(int n) { return n; }
co_async(int) called(void) { return w(1); }
co_async(int) run(void) { return co_run(int, w(1)); }
co_async(void) shielded(void) { co_shield(w(1)); }
co_async(void) waited(co_future *f) { co_await co_wait_for(w(1), f); }
C
refused w.co.c
[ "$(grep -c '^ *| .*co_await ' err)" = 4 ] || fail "the long word"
printf '#include <cogen.h>\nasync(int *) f(int n) {\n\tint x = n;\n\tawait co_sleep(0);\n\treturn &x;\n}\n' >l.co.c
"$COGEN" l.co.c -o out.c 2>err || fail "a warning"
grep -q "^l.co.c:5:10: warning: " err || fail "the address of a local"
grep -q "^l.co.c:3:6: note: 'x' is declared here" err || fail "which local"
rm out.c
note "a co_gen * cannot be awaited: co_next(g, &value)" 'async(int) f(co_gen *g) { int n = await g; return n; }'
# Another declaration, or label, of the same line has nothing to do with it.
plain() {
	printf '#include <cogen.h>\nstatic async(int) w(int n) { return n; }\n%s\n' "$1" >n.co.c
	refused n.co.c
	grep -q 'C wants a constant' err && fail "a note that does not belong: $1"
}
plain 'async(int) f(int n) { while (await w(n)) { static int x = n; n = x; } return 0; }'
plain 'async(int) f(int n) { int y = await w(n); static int x = y; return x; }'
plain 'async(int) f(int n) { static int x = n; return await w(x); }'
plain 'async(int) f(int n) { switch (n) { case n: return await w(1); } return 0; }'

told "co_with takes a pointer to what it holds, and this is a 'co_lock' itself" 'async(void) f(co_lock l) { co_with (l) { } }'
printf '#include <cogen.h>\n#define TEXT_(x) #x\n#define TEXT(x) TEXT_(x)\nasync(int) f(int n) {\n\treturn n + TEXT(await f(1))[0];\n}\n' >t.co.c
refused t.co.c
grep -q "^t.co.c:5:18: error: 'await' is never evaluated: 'TEXT' only makes text of this argument" err || fail "an argument that becomes text"
told "'co_timeout' without its parentheses" 'async(void) f(void) { co_timeout 5 { await w(1); } }'
told "'async' takes no array: C passes no array by value, and no function returns one" 'async(int[2]) f(void);'
told "'await' takes one call, and no choice of some: write \`(n ? await w(1) : await w(2))\`" 'async(int) f(int n) { return await (n ? w(1) : w(2)); }'
told "cannot await a co_gen *: co_next(g, &value)" 'async(void) f(co_gen *g) { await g; }'
told "nothing is sent to 'g', so its yield has no value: generator(Y, S) declares" 'generator(int) g(void) { int x = yield 3; printf("%d", x); }'
told "this yields a generator, and no value of it: \`yield_from h(1)\` yields all that it does" 'generator(int) h(int n); generator(int) g(void) { yield h(1); }'
told "this yields a generator, and no value of it: run over it with co_for, and yield each" 'generator(int) h(int n); async_generator(int) g(void) { yield h(1); await w(1); }'
told "coroutine 'tab[n]' is never awaited" 'async(int) (*tab[2])(int); async(void) f(int n) { tab[n](3); }'
told "coroutine 'tab[n]' is never run" 'async(int) (*tab[2])(int); void f(int n) { tab[n](3); }'
told "a suspension in an operand of asm is not supported" 'async(void) f(void) { __asm__("" : : "r"(await w(1))); }'
told "co_run in a coroutine that runs on a loop" 'async(int) f(void) { return co_run(int, w(1)); }'
printf '#include <cogen.h>\n#define GET(n) (await w(n))\nstatic async(int) w(int n) { return n; }\nint f(void) { return GET(1); }\n' >h.co.c
refused h.co.c
grep -q "^h.co.c:4:22: error: macro 'GET' has a keyword of cogen in it, and stands outside a coroutine: declare .* co_run(T, call)" err || fail "hidden"
grep -q "^h.co.c:2:9: note: 'GET' is defined here" err || fail "where a macro is defined"
# What a macro has forgotten is to be found in its definition, also where another one leads to it.
printf '#include <cogen.h>\n#define ADD(n) \\\n\t(1 + w(n))\n#define TWICE(n) ADD(n) * 2\nstatic async(int) w(int n) { return n; }\nstatic async(int) f(int n) { return TWICE(n); }\nint g(void) { return ADD(1); }\n' >m.co.c
refused m.co.c
grep -q "^m.co.c:6:37: error: coroutine 'w' is never awaited" err || fail "forgotten in a macro"
grep -q "^m.co.c:3:7: note: in the expansion of macro 'ADD'" err || fail "where a macro has forgotten it"
grep -q "^m.co.c:2:9: note: 'ADD' is defined here" err || fail "where a macro that stays is defined"
told "'await' in main, which cannot be a coroutine" 'int main(void) { return await w(1); }'
told "'co_raise' takes a code and a text" 'async(void) f(void) { co_raise("bad"); }'
told "a type is defined inside generator(…)" 'generator(struct p { int x; }) f(void) { yield (struct p){ 1 }; }'
told "'generator' takes types that are written in front of a name" 'generator(int (*)[3]) f(void) { yield 0; }'
told "'f' yields 'int *', and this is of type 'char[3]'" 'generator(int *) f(void) { char b[3] = "ab"; yield b; }'
told "'co_catch' does not follow the end of a co_try directly" 'async(void) f(int n) { co_try { await w(n); } n++; co_catch (e) { n--; } }'
told "a 'co_try' with neither a co_catch nor a co_finally" 'async(void) f(int n) { co_try { await w(n); } }'
note "what a generator returns is its third type" 'generator(int, int) g(void) { yield 1; return 5; }'

# The fix-it goes behind the last #include, and nothing else is said.
printf '/* about */\n#include <stdio.h>\n\nstatic int n;\nasync(int) f(void) { return await g(); }\n' >e.co.c
refused e.co.c
[ "$(grep -c ': error: ' err)" = 1 ] || fail "more than one error"
grep -q "^e.co.c:5:1: error: 'async' is a word of <cogen.h>, which is not included \[-Wmissing-include\]\$" err || fail "the header"
grep -A1 '^  +++ |+#include <cogen.h>' err | grep -q '^    3 | $' || fail "where the header goes"

# A function of C's library needs its own header, and is none of cogen's.
printf '#include <cogen.h>\nasync(int) f(char *p) { await co_sleep(0); free(p); return 0; }\n' >h.co.c
refused h.co.c
grep -q 'include the header <stdlib.h>' err || fail "the header of free"
grep -q 'co_free' err && fail "free is meant"

# Nor is one of the system's, though there is a co_ word of its name.
printf '#include <cogen.h>\nasync(int) f(int n) {\n\tclose(n);\n\tconnect(n);\n\treturn n;\n}\n' >i.co.c
refused i.co.c
grep -q "^i.co.c:3:2: note: include the header <unistd.h>, or did you mean 'co_close'?\$" err || fail "the header of close"
grep -q "^i.co.c:4:2: note: include the header <sys/socket.h>\$" err || fail "the header of connect"
! grep -q '|.*co_' err || fail "an edit to what need not be meant"

# A header that is not there comes first; an error that has nothing to do with it gets no note.
printf '#include "missing.h"\nasync(int) f(void) { return 1; }\n' >f.co.c
refused f.co.c
grep -q "'missing.h' file not found" err && ! grep -q 'cogen\.h' err || fail "a missing file"
printf 'int yields(void);\nint x = yields(3) +;\n' >g.co.c
refused g.co.c
grep -q 'did you mean\|cogen\.h' err && fail "a note that does not belong"
exit 0
