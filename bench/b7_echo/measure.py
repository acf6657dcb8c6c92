"""measure.py LOAD CONNECTIONS BYTES SECONDS SERVER…: starts a server on a free port (the word PORT of its command), has the load on it, and ends
it. What the load prints is printed."""
import os
import resource
import socket
import subprocess
import sys

load, connections, size, seconds = sys.argv[1:5]
limit = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], 8192), limit[1]))
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = str(free.getsockname()[1])
# with more than one processor the server has one to itself
processors = sorted(os.sched_getaffinity(0))
server = subprocess.Popen([port if word == "PORT" else word for word in sys.argv[5:]], stdout=subprocess.DEVNULL,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors[:1]))
try:
    done = subprocess.run([load, port, connections, size, seconds, str(server.pid)], check=False,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors[1:] or processors))
finally:
    server.kill()
    server.wait()
sys.exit(done.returncode)
