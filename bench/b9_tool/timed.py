"""timed.py COMMAND…: runs it, and prints the processor time that it and what it started took."""
import os
import resource
import subprocess
import sys

os.environ["LIBCLANG_NOTHREADS"] = "1"
status = subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("ms=%.3f" % ((used.ru_utime + used.ru_stime) * 1e3))
sys.exit(status)
