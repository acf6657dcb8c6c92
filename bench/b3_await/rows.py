"""B3: awaits of functions that complete without suspending."""
import os
import sys


def parts(b, form, depth, *files):
    """A file of the given ones, `None` being the chain."""
    ending = ".co.c" if form == "cogen" else ".rs" if form == "rust" else ".inc"
    path = os.path.join(b.work, "b3_%s_%d%s" % (form, depth, ending))
    if os.path.exists(path):
        return path
    text = "#![recursion_limit = \"1024\"]\n" if form == "rust" else ""
    for file in files:
        if file is None:
            text += b.output([sys.executable, b.path("chain.py"), form, str(depth)])
        else:
            with open(b.path(file), encoding="utf-8") as handle:
                text += handle.read()
    if form == "rust":
        text += "\nconst DEPTH: u64 = %d;\n" % depth
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(text)
    return path


def rows(b):
    for depth in (1, 10, 100):
        n = b.scale(20000000 // depth)
        define = ["-DDEPTH=%d" % depth]
        b.group("%d deep" % depth, {c: "ordinary calls, " + c for c in b.c_compilers()}, "1.1, no allocation", 1.1, "ns")
        for c in b.c_compilers():
            calls = parts(b, "calls", depth, None)
            b.row("ordinary calls, " + c, b.c(c, "calls.c", *define, '-DCHAIN="%s"' % calls), [n], c)
            source = parts(b, "cogen", depth, "head.co.c", None, "main.inc")
            b.row("cogen, " + c, b.cogen_c(c, source, *define, tool_flags=(*define, "-I" + b.folder)), [n], c)
        for c in b.cxx_compilers():
            chain = parts(b, "cxx", depth, None)
            b.row("C++20, " + c, b.cxx(c, "chain.cpp", *define, '-DCHAIN="%s"' % chain), [n])
        b.row("Rust", lambda: b.rust(parts(b, "rust", depth, "../common/clock.rs", "chain.rs", None)), [n])
        b.row("Python", lambda: [b.tool("python3"), b.path("await.py")], [b.scale(400000 // depth), depth])
