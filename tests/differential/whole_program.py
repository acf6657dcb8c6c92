#!/usr/bin/env python3
"""whole_program.py OUT FILE.c... -- FLAGS: a program that somebody wrote, with every function that can be one made a coroutine.

Which ones: each that is defined in the files, or in headers beside them, has a prototype and no variable arguments, whose address
is not taken, and that no function calls that stays plain (a signal handler, a comparison for qsort). Each begins with a
suspension, each call of one is awaited, in macros, too. `main` becomes a coroutine that a new `main` runs.

In: C files, and the flags that they are compiled with. Out: in the folder OUT, FILE.co.c for each, and the headers that changed.
Read with tests/language/plain in front of the include path they are the program that they were, which is the oracle; README.md tells
how to compare. What must hold: a function's head is a type and a name, with nothing else from macros but what STORAGE lists.

    STORAGE   words before a return type beside `static` and `extern`, as macros have them ("API local")
    KEEP      functions that are to stay plain
    WHY       set: says of each function that stays plain why

Needs libclang for Python (Debian: python3-clang-19, for the system's own python3); LIBCLANG names the library if it is not found."""
import os
import re
import sys
from ctypes import byref, c_uint

import clang.cindex as cindex
from clang.cindex import CursorKind as Kind

PROLOGUE = """#include <stdlib.h>
#include <cogen.h>
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
BLANK = re.compile(r"(\s|/\*.*?\*/|__attribute__\s*\(\(.*?\)\))*", re.S)
WORD = re.compile(r"[A-Za-z_]\w*")


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


class Program:
    def __init__(self, files, flags):
        self.root = os.path.dirname(os.path.abspath(files[0]))
        self.storage = set("static extern inline __inline __inline__".split()) | set(os.environ.get("STORAGE", "").split())
        self.texts, self.definitions, self.declarations = {}, {}, {}
        self.calls, self.taken = [], set()
        self.reasons = {}
        index = cindex.Index.create()
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
        if cursor.kind in (Kind.MACRO_DEFINITION, Kind.MACRO_INSTANTIATION, Kind.INCLUSION_DIRECTIVE):
            return
        if inside is None and cursor.location.file and not self.ours(cursor.location.file.name):
            return
        children = list(cursor.get_children())
        if cursor.kind == Kind.FUNCTION_DECL and inside is None:
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
                children = children[1:]
        elif self.is_function(cursor):
            self.taken.add(self.key(cursor.referenced, unit))
        for child in children:
            self.visit(child, unit, inside)

    @staticmethod
    def is_function(cursor):
        if cursor.kind != Kind.DECL_REF_EXPR or cursor.referenced is None:
            return False
        return cursor.referenced.kind == Kind.FUNCTION_DECL

    # what can be one

    def head(self, declaration):
        """File, and offsets of the whole, of the return type and of the end of that; None: it cannot be told."""
        file, start = called(declaration.extent.start)
        same, name = called(declaration.location)
        spelling = declaration.spelling.encode()
        if file != same or not self.ours(file) or self.text(file)[name:name + len(spelling)] != spelling:
            return None
        text = self.text(file)[start:name].decode("latin1")
        at = BLANK.match(text).end()
        word = WORD.match(text, at)
        while word and word.group() in self.storage:
            at = BLANK.match(text, word.end()).end()
            word = WORD.match(text, at)
        kind = text[at:].rstrip()
        if not kind or "#" in kind or "__attribute__" in text:
            return None
        return file, start, start + at, start + at + len(kind)

    def call_end(self, callee):
        """File, start and end of a call, where it is written; None: not in one piece."""
        file, start = written(callee.extent.start)
        name = callee.spelling.encode()
        if not self.ours(file) or self.text(file)[start:start + len(name)] != name:
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

    def why_plain(self, key):
        definition = self.definitions[key]
        if key in self.taken:
            return "its address is taken"
        if definition.spelling in os.environ.get("KEEP", "").split():
            return "asked for"
        if definition.type.kind != cindex.TypeKind.FUNCTIONPROTO and definition.spelling != "main":
            return "no prototype"
        if definition.type.kind == cindex.TypeKind.FUNCTIONPROTO and definition.type.is_function_variadic():
            return "variable arguments"
        if any(inside == key and "setjmp" in str(name) for inside, name, _ in self.calls):
            return "setjmp"
        if any(self.head(declaration) is None for declaration in self.declarations[key]):
            return "its head"
        return None

    def choose(self):
        self.reasons = {key: self.why_plain(key) for key in self.definitions}
        again = True
        while again:
            again = False
            for inside, key, callee in self.calls:
                if self.reasons.get(key, "elsewhere"):
                    continue
                if inside is None or self.reasons.get(inside):
                    self.reasons[key] = "called by %s" % (inside,)
                elif not self.call_end(callee):
                    self.reasons[key] = "the call at %s:%d" % (callee.location.file, callee.location.line)
                again = again or bool(self.reasons[key])
        return {key for key, reason in self.reasons.items() if not reason}

    # the output

    def annotate(self, out):
        chosen = self.choose()
        edits = {os.path.abspath(unit.spelling): set() for unit in self.units}

        def edit(file, at, rank, text):
            edits.setdefault(file, set()).add((at, rank, text))

        for key in chosen:
            for declaration in self.declarations[key]:
                file, start, kind, end = self.head(declaration)
                edit(file, kind, 1, "async(")
                edit(file, end, 1, ") ")
                for inline in re.finditer(r"\b(inline|__inline|__inline__)\b", self.text(file)[start:kind].decode("latin1")):
                    edit(file, start + inline.start(), 1, "/*")
                    edit(file, start + inline.end(), 1, "*/")
                if declaration.spelling == "main":
                    edit(file, called(declaration.location)[1] + len("main"), 1, "_as_coroutine")
                if declaration.is_definition():
                    body = [child for child in declaration.get_children() if child.kind == Kind.COMPOUND_STMT][0]
                    body_file, brace = written(body.extent.start)
                    edit(body_file, brace + 1, 1, " await pause_here();")
        awaits = 0
        for _, key, callee in self.calls:
            if key in chosen:
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
        name = os.path.basename(file)
        with open(os.path.join(out, re.sub(r"\.c$", ".co.c", name)), "wb") as stream:
            if name.endswith(".c"):
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
