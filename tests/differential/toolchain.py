"""The tools of a build, as the differential tests use them: cogen, the compilers, and what is compiled.

In: a build folder, whose tests/env.sh says where everything is. Out: what each command printed, and how it ended.
"""
import os
import shlex
import subprocess


class Toolchain:
    """options: build, compilers (with commas between, or None), levels (with spaces between, a comma for a space inside one, or None)."""

    def __init__(self, options):
        self.env = {}
        with open(os.path.join(options.build, "tests", "env.sh")) as file:
            for line in file:
                key, _, value = line.strip().partition("=")
                self.env[key] = value.strip("'")
        self.root = self.env["ROOT"]
        self.includes = ["-I" + os.path.join(self.root, "tests", "language")]
        self.compilers = options.compilers.split(",") if options.compilers else [self.env["CC"]]
        self.levels = [level.replace(",", " ") for level in (options.levels or self.env["LEVELS"]).split()]

    @staticmethod
    def run(command, timeout=300, **more):
        return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=timeout, **more)

    def transform(self, source, generated, *options, flags=(), timeout=300):
        return self.run([self.env["COGEN"], source, "-o", generated, *options, "--", "-std=gnu11", *flags, *self.includes], timeout)

    def compile(self, compiler, generated, program, flags):
        """Generated C, with the flags of all tests and the runtime."""
        compile_flags, link_flags = ("@" + os.path.join(self.env["RSP"], name) for name in ("compile.rsp", "link.rsp"))
        return self.run([*shlex.split(compiler), compile_flags, *flags, *self.includes, generated, link_flags, "-o", program])


def first_error(done):
    """What a command that failed said first of why."""
    lines = done.stderr.splitlines()
    return next((line for line in lines if "error" in line), lines[0] if lines else "status %d" % done.returncode)
