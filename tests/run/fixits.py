#!/usr/bin/env python3
"""fixits.py COGEN FILE [FLAG...]: every fix-it that cogen offers for FILE is applied, one at a time, to a copy.

Holds when the diagnostic that offered it is gone, and nothing is there that was not before: neither of cogen nor of the
compiler. With --all=RESULT as the first argument: those of all diagnostics together (the first of several alternatives), until none
is left; the result has to be accepted, and goes to the file RESULT."""
import json
import os
import shutil
import subprocess
import sys
import tempfile


def diagnostics(cogen, path, flags):
    result = subprocess.run(
        [cogen, "--diagnostics=json", path, "-o", os.devnull, "--", *flags], capture_output=True, text=True, timeout=60
    )
    return json.loads(result.stderr)


def apply(text, fixits):
    lines = text.split(b"\n")
    for fixit in sorted(fixits, key=lambda f: (f["start"]["line"], f["start"]["column"]), reverse=True):
        line = lines[fixit["start"]["line"] - 1]
        start, end = fixit["start"]["column"] - 1, fixit["next"]["column"] - 1
        lines[fixit["start"]["line"] - 1] = line[:start] + fixit["string"].encode() + line[end:]
    return b"\n".join(lines)


def choices(diagnostic):
    if "fixits" in diagnostic:
        return [diagnostic["fixits"]]
    return diagnostic.get("alternatives", [])


def key(diagnostic):
    return diagnostic.get("option"), diagnostic["message"]


def main(folder):
    arguments = sys.argv[1:]
    everything = arguments[0].startswith("--all=")
    cogen, path, *flags = arguments[everything:]
    name = os.path.join(folder, "copy.co.c")
    with open(path, "rb") as file:
        text = file.read()

    def write(content):
        with open(name, "wb") as out:
            out.write(content)

    write(text)
    before = diagnostics(cogen, name, flags)
    if everything:
        for _ in range(20):
            edits, taken = [], set()
            for diagnostic in diagnostics(cogen, name, flags):
                line = diagnostic["locations"][0]["caret"]["line"]
                if choices(diagnostic) and line not in taken:
                    taken.add(line)
                    edits += choices(diagnostic)[0]
            if not edits:
                break
            text = apply(text, edits)
            write(text)
        result = arguments[0].partition("=")[2]
        shutil.move(name, result)
        left = diagnostics(cogen, result, flags)
        for diagnostic in left:
            print("left:", diagnostic["locations"][0]["caret"]["line"], diagnostic["message"])
        return bool(left)

    failed = tried = 0
    seen = {}
    for diagnostic in before:
        if not choices(diagnostic):
            continue
        seen[diagnostic.get("option")] = seen.get(diagnostic.get("option"), 0) + 1
        if seen[diagnostic.get("option")] > 6:  # more of the same
            continue
        for fixits in choices(diagnostic):
            tried += 1
            write(apply(text, fixits))
            after = diagnostics(cogen, name, flags)
            known = [key(d) for d in before]
            gone = sum(key(d) == key(diagnostic) for d in after) < known.count(key(diagnostic))
            new = [d for d in after if key(d) not in known]
            if gone and not new:
                continue
            failed += 1
            place = diagnostic["locations"][0]["caret"]
            print("%s:%d: %s" % (os.path.basename(path), place["line"], diagnostic["message"]))
            print("  its fix-it:", [f["string"] for f in fixits], "" if gone else "changes nothing")
            for one in new:
                print("  brings:", one["message"])
    print("%s: %d fix-its, %d bad" % (os.path.basename(path), tried, failed))
    return failed


with tempfile.TemporaryDirectory() as folder:
    sys.exit(1 if main(folder) else 0)
