"""B8: bytes of frames; and of the machine code of the same functions."""
import re

FUNCTIONS = {
    "f1": "a counter",
    "f2": "two buffers of 1 KiB, never there at once",
    "f3": "ten locals, two live",
    "f4": "three functions, one in the other, with all their frames",
    "f5": "a loop with a buffer of 64 bytes, dead at the suspension, its block open",
    "f5s": "the same, its block closed",
    "f6": "two buffers of 256 bytes, one dead, its block open",
    "f6s": "the same, its block closed",
}


def sizes(b, program):
    """What a program says of each function, and whether it returned what it should."""
    said = dict(re.findall(r"(\S+?)=(\S+)", b.output([program])))
    for key in said:
        if key.startswith("check"):
            b.check(key, said[key])
    return {f: float(said[f]) for f in FUNCTIONS}


def rows(b):
    told = {"by hand": (None, sizes(b, b.c(b.c_compilers()[0], "limit.c")))}  # the same with each
    for c in b.c_compilers():
        generated = b.generated("frames.co.c", "-I" + b.folder)
        program = b.c(c, ["sizes.c", "fill.c"], '-DGENERATED="%s"' % generated, runtime=True)
        told["cogen, " + c] = (c, sizes(b, program))
    for c in b.cxx_compilers():
        program = b.cxx(c, ["frames.cpp", "sizes.cpp", b.object(b.c_compilers()[0], "fill.c")], "-I" + b.folder)
        told["C++20, " + c] = (c, sizes(b, program))
    if b.has("rustc"):
        told["Rust, without a header"] = (None, sizes(b, b.rust("frames.rs")))
    for f, title in FUNCTIONS.items():
        b.group("%s: %s" % (f, title), "by hand", "1.0", goals=1.0, unit="bytes")
        for label, (compiler, said) in told.items():
            b.figure(label, compiler, bytes=said[f])

    b.group("machine code of f1 to f6s", {"gcc": "C++20, g++", "clang": "C++20, clang++"}, "no larger than C++20's", goals=1.0, unit="bytes")
    flags = ("-I" + b.folder,)
    for cxx, c in (("g++", "gcc"), ("clang++", "clang")):
        if b.has(cxx):
            b.figure("C++20, " + cxx, c, bytes=b.text_size(b.object(cxx, "frames.cpp", *flags)))
    for c in b.c_compilers():
        b.figure("cogen, " + c, c, bytes=b.text_size(b.object(c, b.generated("frames.co.c", *flags), *flags)))
