#!/usr/bin/env python3
"""whole_program.py OUT FILE.c... -- FLAGS: a program that somebody wrote, with every function that can be one made a coroutine.

Which ones: each that is defined in the files themselves, has a prototype, and that no function calls that
stays plain (a signal handler, a comparison for qsort). Each begins with a suspension, each call of one is awaited, in macros, too. `main` becomes a coroutine that a new `main` runs.

Variable arguments are packed by the caller, as a coroutine has none: `f(format, ...)` becomes `f(format, va_list *)`, which works with
x86-64's va_list. Where that cannot be written, in a macro for example, the function stays plain.

Functions whose address is taken go by their type: either all pointers to functions of that type become pointers to coroutines, with
all functions that they may point to, and each call through one is awaited; or none. All stay plain where one has to: where a header of
the system names the type, or a call through it stands in a function that is plain. A cast between two types makes one of them.

In: C files, and the flags that they are compiled with. Out: in the folder OUT, FILE.co.c for each, and the headers.
Read with tests/language/plain in front of the include path they are the program that they were, which is the oracle; README.md tells
how to compare. What must hold: a function's head is a type and a name, with nothing else from macros but what STORAGE lists.

    STORAGE   words before a return type beside `static` and `extern`, as macros have them ("API local")
    TOP       the folder that all of the program is in, if it is not the one of the first file
    KEEP      functions that are to stay plain
    WHY       set: says of each function that stays plain why

Needs libclang for Python (Debian: python3-clang-19, for the system's own python3); LIBCLANG names the library if it is not found."""
import os
import re
import sys
from ctypes import byref, c_uint

import clang.cindex as cindex
from clang.cindex import CursorKind as Kind, TypeKind

PROLOGUE = """#include <stdlib.h>
#include <cogen.h>
/* Old programs have a bool of their own, others include what they need. */
#undef bool
#undef true
#undef false
#undef _STDBOOL_H
#undef __STDBOOL_H
#include <stdarg.h>
/* What comes behind the first argument, as a list that outlives the call: the registers that were saved, and the stack's top. */
__attribute__((no_sanitize("address"), unused, noinline)) static va_list *va__pack(int none, ...) {
	struct packed {
		va_list list;
		char registers[176] __attribute__((aligned(16))), stack[256] __attribute__((aligned(16)));
	} *packed = aligned_alloc(16, (sizeof *packed + 15) / 16 * 16);
	va_start(packed->list, none);
	volatile const char *saved = packed->list->reg_save_area, *above = packed->list->overflow_arg_area;
	for (int i = 0; i < 176; i++) packed->registers[i] = saved[i];
	for (int i = 0; i < 256; i++) packed->stack[i] = above[i];
	packed->list->gp_offset = 8;
	packed->list->reg_save_area = packed->registers;
	packed->list->overflow_arg_area = packed->stack;
	return &packed->list;
}
/* Suspends often enough to reach every state, and seldom enough for long loops; EVERY says how often then. */
static async(void) pause_here(void) {
	static unsigned turns, every;
	if (!every) every = getenv("EVERY") ? (unsigned)atoi(getenv("EVERY")) : 61;
	if (turns++ < 4000 || turns % every == 0) await co_sleep(0);
}
"""
MAIN = """
int main(int argc, char **argv) {
	(void)argc;
	(void)argv;
	return co_run(int, main_as_coroutine(%s));
}
"""
PIECE = re.compile(rb'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[()]', re.S)
BLANK = re.compile(r"(\s|/\*.*?\*/|(?<=\n)#[^\n]*|__attribute__\s*\(\(.*?\)\))*", re.S)
GAP = rb"(?:\s|\\\n|/\*.*?\*/)*"
WORD = re.compile(r"[A-Za-z_]\w*")
COMMAS = re.compile(PIECE.pattern[:-4] + rb"[()[\]{},]", re.S)
BRACKETS = re.compile(PIECE.pattern[:-4] + rb"[()[\]]", re.S)
RETURNED = re.compile(r"(?:(?:const|volatile|unsigned|signed|struct|union|enum)\s+)*[A-Za-z_]\w*"
                      r"(?:\s*\*|\s+\w+)*?\s*(?=\(|[A-Za-z_]\w*\s*\()")
POINTS = re.compile(r"\(\s*(?:[A-Za-z_]\w*\s*)?\*")
DECLARES = (Kind.VAR_DECL, Kind.FIELD_DECL, Kind.PARM_DECL, Kind.TYPEDEF_DECL)
PASSES = (Kind.UNEXPOSED_EXPR, Kind.PAREN_EXPR, Kind.UNARY_OPERATOR)
FUNCTIONS = (TypeKind.FUNCTIONPROTO, TypeKind.FUNCTIONNOPROTO)


def place(location, function):
    """The file and offset that libclang's function of that name gives."""
    file, line, column, offset = cindex.c_object_p(), c_uint(), c_uint(), c_uint()
    call = getattr(cindex.conf.lib, function)
    call.argtypes = cindex.conf.lib.clang_getInstantiationLocation.argtypes
    call(location, byref(file), byref(line), byref(column), byref(offset))
    return (os.path.abspath(cindex.File(file).name) if file else None), offset.value


def written(location):
    """Where a token stands, in a macro's definition if it comes from there."""
    return place(location, "clang_getSpellingLocation")


def called(location):
    """Where a token stands, or the macro is called that it comes from."""
    return place(location, "clang_getFileLocation")


def function_type(kind):
    """The canonical type of the functions that a pointer, or an array of pointers, points to; "": it does to something else."""
    kind = kind.get_canonical()
    while kind.kind in (TypeKind.POINTER, TypeKind.INCOMPLETEARRAY, TypeKind.CONSTANTARRAY, TypeKind.VARIABLEARRAY):
        kind = kind.get_pointee() if kind.kind == TypeKind.POINTER else kind.element_type
    return kind.spelling if kind.kind in FUNCTIONS else ""


def is_variadic(function):
    kind = function.type.get_canonical()
    return kind.kind == TypeKind.FUNCTIONPROTO and kind.is_function_variadic()


def remembered(method):
    """What it says of a cursor, which it is asked for again and again."""
    def ask(self, cursor, *more):
        key = method.__name__, cursor.hash
        if key not in self.answers:
            self.answers[key] = method(self, cursor, *more)
        return self.answers[key]
    return ask


class Program:
    def __init__(self, files, flags):
        self.root = os.path.abspath(os.environ.get("TOP") or os.path.dirname(os.path.abspath(files[0])))
        self.storage = set("static extern inline __inline __inline__".split()) | set(os.environ.get("STORAGE", "").split())
        self.texts, self.definitions, self.declarations = {}, {}, {}
        self.calls, self.taken = [], set()
        self.pointer_calls, self.pointers, self.foreign, self.same = [], {}, {}, {}
        self.reasons, self.answers, self.macros = {}, {}, set()
        self.mixed = set()  # where a declaration begins that has variables of other types, too: `int (*f)(void), n;`
        index = cindex.Index.create()
        self.files = {os.path.abspath(file) for file in files}
        self.units = [index.parse(file, flags, options=1) for file in files]
        for unit in self.units:
            for diagnostic in unit.diagnostics:
                if diagnostic.severity >= 3:
                    print(diagnostic, file=sys.stderr)
            self.visit(unit.cursor, unit, None)

    def ours(self, file):
        return file and os.path.abspath(file).startswith(self.root + os.sep)

    def text(self, file):
        if file not in self.texts:
            with open(file, "rb") as stream:
                self.texts[file] = stream.read()
        return self.texts[file]

    # what is there

    @staticmethod
    def key(function, unit):
        """Static functions of two files may share a name."""
        external = function.linkage == cindex.LinkageKind.EXTERNAL
        return function.spelling if external else (unit.spelling, function.spelling)

    def visit(self, cursor, unit, inside):
        if cursor.kind == Kind.MACRO_DEFINITION:
            self.macros.add(cursor.spelling)
        if cursor.kind in (Kind.MACRO_DEFINITION, Kind.MACRO_INSTANTIATION, Kind.INCLUSION_DIRECTIVE):
            return
        if inside is None and cursor.location.file and not self.ours(cursor.location.file.name):
            return
        children = list(cursor.get_children())
        self.note_types(cursor, children)
        if cursor.kind == Kind.FUNCTION_DECL:  # it may be declared in another's body
            key = self.key(cursor, unit)
            self.declarations.setdefault(key, []).append(cursor)
            if cursor.is_definition():
                self.definitions[key] = cursor
                inside = key
        elif cursor.kind == Kind.CALL_EXPR and children:
            callee = children[0]
            while callee is not None and callee.kind in (Kind.UNEXPOSED_EXPR, Kind.PAREN_EXPR):
                callee = next(iter(callee.get_children()), None)
            if callee is not None and self.is_function(callee):
                self.calls.append((inside, self.key(callee.referenced, unit), callee))
                self.note_foreign(callee.referenced)
                children = children[1:]
            else:
                self.pointer_calls.append((inside, function_type(children[0].type), cursor, children[0]))
        elif self.is_function(cursor):
            self.taken.add((self.key(cursor.referenced, unit), function_type(cursor.referenced.type)))
            self.note_foreign(cursor.referenced)
        elif cursor.kind == Kind.MEMBER_REF_EXPR and cursor.referenced is not None:
            self.note_foreign(cursor.referenced)
        for child in children:
            self.visit(child, unit, inside)

    @staticmethod
    def is_function(cursor):
        if cursor.kind != Kind.DECL_REF_EXPR or cursor.referenced is None:
            return False
        return cursor.referenced.kind == Kind.FUNCTION_DECL

    # types of functions that pointers point to

    def note_types(self, cursor, children):
        """Where a type of functions is written, and which two are one as values go from one to the other."""
        if cursor.kind in DECLARES or cursor.kind == Kind.CSTYLE_CAST_EXPR:
            kind, depth = cursor.type, 0
            if cursor.kind == Kind.TYPEDEF_DECL:
                kind = cursor.underlying_typedef_type
            while kind.kind in (TypeKind.POINTER, TypeKind.INCOMPLETEARRAY, TypeKind.CONSTANTARRAY, TypeKind.VARIABLEARRAY):
                pointer = kind.kind == TypeKind.POINTER
                kind, depth = kind.get_pointee() if pointer else kind.element_type, depth + pointer
            if kind.kind in FUNCTIONS:
                self.pointers.setdefault(kind.get_canonical().spelling, []).append(cursor)
                if function_type(kind.get_result()):
                    self.foreign.setdefault(function_type(kind.get_result()), "it is a result")
                    self.foreign.setdefault(kind.get_canonical().spelling, "its result")
            elif cursor.kind != Kind.PARM_DECL and cursor.kind in DECLARES:
                self.mixed.add(called(cursor.extent.start))
            if kind.kind == TypeKind.TYPEDEF or kind.kind == TypeKind.ELABORATED:
                self.note_foreign(kind.get_declaration())
        if cursor.kind in PASSES and len(children) and cursor.type.kind == TypeKind.POINTER or cursor.kind == Kind.CSTYLE_CAST_EXPR:
            self.one(function_type(cursor.type), function_type(children[-1].type))

    def note_foreign(self, declaration):
        if declaration.location.file and self.ours(declaration.location.file.name):
            return
        kinds = [declaration.type.get_canonical()]
        if declaration.kind == Kind.FUNCTION_DECL:
            if kinds[0].kind == TypeKind.FUNCTIONPROTO:
                kinds = list(kinds[0].argument_types()) + [kinds[0].get_result()]
            else:
                kinds = []
        for kind in kinds:
            if function_type(kind):
                self.foreign.setdefault(function_type(kind), "of " + declaration.spelling)

    def one(self, first, second):
        if first and second and self.root_of(first) != self.root_of(second):
            self.same[self.root_of(first)] = self.root_of(second)

    def root_of(self, kind):
        while kind in self.same:
            kind = self.same[kind]
        return kind

    # what can be one

    @remembered
    def type_head(self, cursor):
        """File, start and end of the return type of the functions that a declaration or a cast points to."""
        file, start = called(cursor.extent.start)
        if not self.ours(file) or (file, start) != written(cursor.extent.start) or (file, start) in self.mixed:
            return None
        text = self.text(file)[start:start + 2000].decode("latin1")
        at = BLANK.match(text, cursor.kind == Kind.CSTYLE_CAST_EXPR).end()
        word = WORD.match(text, at)
        while word and (word.group() in self.storage or word.group() in ("typedef", "register")):
            at = BLANK.match(text, word.end()).end()
            word = WORD.match(text, at)
        kind = RETURNED.match(text, at)
        if not kind:
            return None
        end = kind.end()
        name = cursor.spelling
        if not POINTS.match(text, end) and not (name and re.match(r"\(\s*%s\s*\)\s*\(" % name, text[end:])):
            if not name or not re.match(r"%s\s*\(" % name, text[called(cursor.location)[1] - start:]):
                return None
            end = called(cursor.location)[1] - start
        kind = text[at:end].rstrip()
        return (file, start + at, start + at + len(kind)) if kind else None

    @remembered
    def pointer_call_end(self, call, callee):
        """As call_end, where the function is what an expression points to."""
        steps, primary = 0, callee
        while primary is not None:
            children = list(primary.get_children())
            if primary.kind in (Kind.MEMBER_REF_EXPR, Kind.ARRAY_SUBSCRIPT_EXPR, Kind.CALL_EXPR):
                steps += primary.kind != Kind.MEMBER_REF_EXPR or primary.spelling != ""
            elif primary.kind != Kind.UNEXPOSED_EXPR:
                break
            primary = children[0] if children else None
        file, start = written(call.extent.start)
        if self.ours(file):
            end = self.postfix_end(file, start, steps, False)
            if end:
                return file, start, end
        file, start = called(call.extent.start)
        same, last = called(call.extent.end)
        if self.ours(file) and file == same:
            for count in range(steps + 1):
                if self.postfix_end(file, start, count, True) == last:
                    return file, start, last
        return None

    def postfix_end(self, file, start, steps, macro):
        """Where a call ends that begins at `start`, behind a name or what is in parentheses, and a number of `->name` and `[…]`."""
        text = self.text(file)
        at = self.closed(text, start)
        if at is None:
            word = re.compile(rb"[A-Za-z_]\w*").match(text, start)
            if not word:
                return None
            at = word.end()
            if macro:
                at = self.closed(text, at) or at
        for _ in range(steps):
            member = re.compile(GAP + rb"(?:->|\.)\s*[A-Za-z_]\w*(?:\s*##\s*\w+)*").match(text, at)
            at = member.end() if member else self.closed(text, at)
            if at is None:
                return None
        at = re.compile(GAP).match(text, at).end()
        return self.closed(text, at) if text[at:at + 1] == b"(" else None

    @staticmethod
    def closed(text, start):
        """The end of what is in the parentheses or brackets that open here."""
        start = re.compile(GAP).match(text, start).end()
        if text[start:start + 1] not in (b"(", b"["):
            return None
        depth = 0
        for piece in BRACKETS.finditer(text, start):
            depth += (piece.group() in b"([") - (piece.group() in b")]")
            if depth == 0:
                return piece.end()
        return None

    @remembered
    def head(self, declaration):
        """File, and offsets of the whole, of the return type and of the end of that; None: it cannot be told."""
        file, start = called(declaration.extent.start)
        same, name = called(declaration.location)
        if file != same or not self.ours(file) or not re.match(rb"[A-Za-z_]", self.text(file)[name:name + 1]):
            return None
        text = self.text(file)[start:name].decode("latin1")
        at = BLANK.match(text).end()
        word = WORD.match(text, at)
        while word and word.group() in self.storage:
            at = BLANK.match(text, word.end()).end()
            word = WORD.match(text, at)
        made = re.search(r"([A-Za-z_]\w*)\s*\(\s*$", text[at:])
        if made and made.group(1) in self.macros:  # of which a macro may make the name
            kind = text[at:at + made.start()].rstrip()
        else:
            kind = re.sub(r"\(\s*$", "", text[at:]).rstrip()  # the name may be in parentheses
        if not kind or "#" in kind or "(" in kind:
            return None
        return file, start, start + at, start + at + len(kind)

    @remembered
    def by_typedef(self, declaration):
        """Whether its type is a typedef's, `static handler open_it;`: a coroutine if the pointers to such are."""
        file, name = called(declaration.location)
        return self.ours(file) and bool(re.compile(rb"[A-Za-z_]\w*" + GAP + rb"[;,]").match(self.text(file), name))

    @remembered
    def call_end(self, callee):
        """File, start and end of a call, where it is written; None: not in one piece."""
        file, start = written(callee.extent.start)
        name = re.escape(callee.spelling.encode())
        if not self.ours(file) or not re.compile(name + rb"\b" + GAP + rb"[()]").match(self.text(file), start):
            file, start = called(callee.extent.start)  # a macro may stand for the name alone
            if not self.ours(file) or not re.compile(rb"[A-Za-z_]\w*" + GAP + rb"\(").match(self.text(file), start):
                return None
            after = called(callee.extent.end)[1]  # or make the name: `PREFIX(scan)(…)`
            if re.compile(GAP + rb"\(").match(self.text(file), after):
                return file, start, self.closed(self.text(file), after)
            if after != re.compile(rb"\w+").match(self.text(file), start).end():
                return None
        depth = 0
        for piece in PIECE.finditer(self.text(file), start):
            if piece.group() == b"(":
                depth += 1
            elif piece.group() == b")":
                depth -= 1
                if depth <= 0:
                    return None if depth else (file, start, piece.end())
        return None

    @remembered
    def dots(self, declaration):
        """Where the dots of a function with variable arguments stand; None: that cannot be told."""
        file, start = called(declaration.location)
        parameters = list(declaration.get_arguments())
        if parameters:
            same, start = called(parameters[-1].extent.end)
            if same != file:
                return None
        dots = re.compile(rb"[^;{]*?,(\s*)\.\.\.").match(self.text(file), start)
        return (file, dots.end() - 3) if dots else None

    def starts(self, definition):
        """The calls of va_start in its body, up to their end."""
        file, start = called(definition.extent.start)
        end = called(definition.extent.end)[1]
        return [(file, found.start(), found.end())
                for found in re.compile(rb"va_start\s*\(\s*(\w+)\s*,\s*\w+\s*\)").finditer(self.text(file), start, end)]

    def rest(self, callee):
        """Where the variable arguments of a call begin, behind the comma or in front of the parenthesis, and whether there is one; None: in
        a macro's own, which may be none or more."""
        file, start, end = self.call_end(callee)
        fixed = len(list(callee.referenced.type.argument_types()))
        depth = 0
        for piece in COMMAS.finditer(self.text(file), start, end):
            depth += (piece.group() in b"([{") - (piece.group() in b")]}")
            if piece.group() == b"," and depth == 1:
                fixed -= 1
                if fixed == 0 and re.compile(GAP + rb"##").match(self.text(file), piece.end()):
                    return file, piece.end(), True  # `, ##__VA_ARGS__`: none is as good
                if fixed == 0:
                    break
        if fixed == 0 and b"__VA_ARGS__" not in self.text(file)[start:end]:
            return file, piece.end(), True
        return None if b"__VA_ARGS__" in self.text(file)[start:end] else (file, end - 1, False)

    def why_plain(self, key):
        definition = self.definitions[key]
        if called(definition.extent.start)[0] not in self.files:
            return "it is in a header"
        if not self.ours(definition.canonical.location.file and definition.canonical.location.file.name):
            return "the system declares it, too"
        if definition.spelling in os.environ.get("KEEP", "").split():
            return "asked for"
        if definition.type.get_canonical().kind != cindex.TypeKind.FUNCTIONPROTO and definition.spelling != "main":
            return "no prototype"
        file, name = called(definition.location)
        opens = re.compile(rb"[^(;{]*").match(self.text(file), name).end()
        body = self.closed(self.text(file), opens)
        if body and re.compile(GAP + rb"(?!__)[A-Za-z_]\w*[^(){}]*;").match(self.text(file), body):
            return "old style"
        if is_variadic(definition) and any(self.dots(declaration) is None for declaration in self.declarations[key]):
            return "variable arguments"
        if any(inside == key and "setjmp" in str(name) for inside, name, _ in self.calls):
            return "setjmp"
        if any(self.head(declaration) is None for declaration in self.declarations[key] if not self.by_typedef(declaration)):
            return "its head"
        return None

    def choose(self):
        """The functions that become coroutines, and the types of functions that do."""
        self.reasons = {key: self.why_plain(key) for key in self.definitions}
        plain = {}

        def keep(kind, reason):
            if self.root_of(kind) in plain:
                return False
            plain[self.root_of(kind)] = reason
            return True

        for kind, reason in self.foreign.items():
            keep(kind, reason)
        for kind, cursors in self.pointers.items():
            for cursor in cursors:
                if cursor.kind != Kind.FUNCTION_DECL and not self.type_head(cursor):
                    keep(kind, "written at %s:%d" % (cursor.location.file, cursor.location.line))
        for kind in [kind for _, kind in self.taken] + list(self.pointers):
            if "(" not in kind or kind.endswith("()") or kind.endswith("...)"):
                keep(kind, "no prototype")
        for key, declarations in self.declarations.items():
            if key in self.definitions and any(self.by_typedef(declaration) for declaration in declarations):
                self.taken.add((key, function_type(declarations[0].type)))
        places = {}  # a file that is included several times has several functions in one place
        for key in self.definitions:
            if self.head(self.definitions[key]):
                places.setdefault(self.head(self.definitions[key]), []).append(key)
        places = [keys for keys in places.values() if len(keys) > 1]
        again = True
        while again:
            again = False
            for keys in places:
                plain_ones = [key for key in keys if self.reasons[key]]
                for key in keys:
                    if plain_ones and not self.reasons[key]:
                        self.reasons[key] = "%s in the same place" % (plain_ones[0],)
                        again = True
            for key, kind in self.taken:
                if self.reasons.get(key, "elsewhere"):
                    again = keep(kind, "%s stays plain: %s" % (key, self.reasons.get(key, "elsewhere"))) or again
                elif self.root_of(kind) in plain:
                    self.reasons[key] = "its type, %s: %s" % (kind, plain[self.root_of(kind)])
                    again = True
            for inside, kind, call, callee in self.pointer_calls:
                if self.root_of(kind) in plain:
                    continue
                if inside is None or self.reasons.get(inside):
                    again = keep(kind, "called by %s" % (inside,)) or again
                elif not self.pointer_call_end(call, callee):
                    again = keep(kind, "the call at %s:%d" % (call.location.file, call.location.line)) or again
            for inside, key, callee in self.calls:
                if self.reasons.get(key, "elsewhere"):
                    continue
                if inside is None or self.reasons.get(inside):
                    self.reasons[key] = "called by %s" % (inside,)
                elif not self.call_end(callee) or is_variadic(callee.referenced) and not self.rest(callee):
                    self.reasons[key] = "the call at %s:%d" % (callee.location.file, callee.location.line)
                again = again or bool(self.reasons[key])
        kinds = {kind for kind in self.pointers if self.root_of(kind) not in plain}
        called_kinds = {kind for _, kind, _, _ in self.pointer_calls if kind and self.root_of(kind) not in plain}
        return {key for key, reason in self.reasons.items() if not reason}, kinds, called_kinds

    # the output

    def annotate(self, out):
        chosen, kinds, called_kinds = self.choose()
        edits = {os.path.abspath(unit.spelling): set() for unit in self.units}
        for unit in self.units:  # a header that stays as it is may include one that does not, beside it
            for inclusion in unit.get_includes():
                if self.ours(inclusion.include.name):
                    edits.setdefault(os.path.abspath(inclusion.include.name), set())

        def edit(file, at, rank, text):
            edits.setdefault(file, set()).add((at, rank, text))

        for key in chosen:
            for declaration in self.declarations[key]:
                if self.by_typedef(declaration):
                    continue
                file, start, kind, end = self.head(declaration)
                edit(file, kind, 1, "async(")
                edit(file, end, 1, ") ")
                words = re.sub(r"/\*.*?\*/", lambda comment: " " * len(comment.group()),
                               self.text(file)[start:kind].decode("latin1"), flags=re.S)
                for inline in re.finditer(r"\b(inline|__inline|__inline__)\b", words):
                    edit(file, start + inline.start(), 1, "/*")
                    edit(file, start + inline.end(), 1, "*/")
                if declaration.spelling == "main":
                    edit(file, called(declaration.location)[1] + len("main"), 1, "_as_coroutine")
                if is_variadic(declaration):
                    file, dots = self.dots(declaration)
                    edit(file, dots, 1, "va_list *va__rest /*")
                    edit(file, dots + 3, 1, "*/")
                if is_variadic(declaration) and declaration.is_definition():
                    for file, start, end in self.starts(declaration):
                        name = re.match(rb"va_start\s*\(\s*(\w+)", self.text(file)[start:end]).group(1).decode()
                        edit(file, start, 1, "va_copy(%s, *va__rest) /*" % name)
                        edit(file, end, 1, "*/")
                if declaration.is_definition():
                    body = [child for child in declaration.get_children() if child.kind == Kind.COMPOUND_STMT][0]
                    body_file, brace = written(body.extent.start)
                    edit(body_file, brace + 1, 1, " await pause_here();")
        for kind in kinds:
            for cursor in self.pointers[kind]:
                file, start, end = self.type_head(cursor)
                edit(file, start, 1, "async(")
                edit(file, end, 1, ") ")
        awaits = 0
        for _, kind, call, callee in self.pointer_calls:
            if kind in called_kinds:
                awaits += 1
                file, start, end = self.pointer_call_end(call, callee)
                edit(file, start, 2, "(await ")
                edit(file, end, 0, ")")
        for _, key, callee in self.calls:
            if key in chosen:
                if is_variadic(callee.referenced):
                    file, at, has_some = self.rest(callee)
                    edit(file, at, 0, " va__pack(0," if has_some else ", va__pack(0")
                    edit(file, self.call_end(callee)[2] - 1, 1, ")")
                awaits += 1
                file, start, end = self.call_end(callee)
                edit(file, start, 2, "(await ")
                edit(file, end, 0, ")")
        os.makedirs(out, exist_ok=True)
        for file, changes in edits.items():
            self.write(out, file, changes, "main" in chosen and called(self.definitions["main"].location)[0] == file)
        print("%d of %d functions, %d awaits" % (len(chosen), len(self.definitions), awaits))
        for key, reason in self.reasons.items():
            if reason and "WHY" in os.environ:
                print("    %s: %s" % (key if isinstance(key, str) else key[1], reason))

    def write(self, out, file, changes, has_main):
        text, pieces, last = self.text(file), [], 0
        for at, _, insertion in sorted(changes, key=lambda change: change[:2]):
            pieces += [text[last:at], insertion.encode()]
            last = at
        pieces.append(text[last:])
        name = os.path.relpath(file, self.root)
        os.makedirs(os.path.dirname(os.path.join(out, name)), exist_ok=True)
        is_unit = file in self.files  # a .c may be included, too
        with open(os.path.join(out, re.sub(r"\.c$", ".co.c", name) if is_unit else name), "wb") as stream:
            if is_unit:
                stream.write(PROLOGUE.encode())
            stream.write(b"".join(pieces))
            if has_main:
                definition = self.definitions["main"]
                stream.write((MAIN % ("argc, argv" if len(list(definition.get_arguments())) == 2 else "")).encode())


def main():
    if "--" not in sys.argv or sys.argv.index("--") < 3:
        sys.exit("usage: whole_program.py OUT FILE.c... -- FLAGS")
    if "LIBCLANG" in os.environ:
        cindex.Config.set_library_file(os.environ["LIBCLANG"])
    end = sys.argv.index("--")
    sys.setrecursionlimit(100000)
    Program(sys.argv[2:end], sys.argv[end + 1:]).annotate(sys.argv[1])


if __name__ == "__main__":
    main()
