"""B9: what the tool costs. `run`, beside this file, looks closer: several shapes of files, how often cogen reads them, memory."""
import os
import re
import subprocess
import sys

BENCH = "../.."


def find_libclang(b):
    """The library that cogen is linked with, what its headers are, and the flags by which cogen has it read."""
    version = b.output([b.cogen, "--version"])
    resources = re.search("resource directory: (.*)", version)[1]
    headers = re.search("headers: (.*)", version)[1]
    linked = re.search(r"=> (\S*libclang\S*)", b.output(["ldd", b.cogen]))
    folder = resources
    while folder != "/" and not os.path.isdir(os.path.join(folder, "include/clang-c")):
        folder = os.path.dirname(folder)
    if not linked or folder == "/":
        return None
    flags = ["-xc", "-w", "-fbracket-depth=16384", "-DCOGEN_TOOL=1", "-I", headers, "-resource-dir", resources]
    return linked[1], os.path.join(folder, "include"), headers, flags


def ordinary(b, lines):
    """A made-up file of the size."""
    path = os.path.join(b.work, "ordinary_%d.co.c" % lines)
    text = subprocess.run(["awk", "-v", "shape=ordinary", "-v", "n=%d" % max(1, lines // 36), "-f", b.path(BENCH + "/tests/cli/large.awk")],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path, text.count("\n")


def rows(b):
    found = find_libclang(b)
    if not found:
        b.miss("the headers of libclang")
        return
    library, include, headers, flags = found
    read_all = b.c(b.c_compilers()[0], "read_all.c", "-I" + include, libs=(library,))
    timed = [sys.executable, b.path("timed.py")]
    for lines in (1000, 20000, 100000):
        if b.options.quick and lines > 1000:
            continue
        path, count = ordinary(b, lines)
        b.group("the tool, %d lines" % count, "libclang reads, visits, tells tokens", "1.3", goals=1.3, unit="ms")
        b.row("libclang reads, visits, tells tokens", read_all, [path, *flags])
        b.row("cogen", timed, [b.cogen, path, "-o", os.path.join(b.work, "out.c")])
        for c in b.c_compilers():
            b.row(c + " -fsyntax-only", timed, [b.tool(c), "-std=gnu11", "-fsyntax-only", "-w", "-I" + headers, path], c)
            if lines <= 20000:
                b.row(c + " -O2 -c, of what cogen wrote", timed,
                      [b.tool(c), "-std=gnu11", "-O2", "-w", "-c", "-I" + headers, b.generated(path), "-o", os.path.join(b.work, "out.o")], c)
