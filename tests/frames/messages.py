"""messages.py CONNECTIONS MESSAGES SERVER…: starts a server on a free port (the word PORT of its command), has connections to it, one after the
other, each with so many messages, which have to come back, and asks it to end. What it says then on standard error is the answer."""
import signal
import socket
import subprocess
import sys
import time

connections, messages = int(sys.argv[1]), int(sys.argv[2])
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


def connect():
    for _ in range(1000):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:  # it is not there yet
            time.sleep(0.05)
    sys.exit("no server")


server = subprocess.Popen([str(port) if word == "PORT" else word for word in sys.argv[3:]], stdout=subprocess.DEVNULL)
try:
    for _ in range(connections):
        with connect() as peer:
            for i in range(messages):
                sent = bytes([i % 256]) * 64
                peer.sendall(sent)
                came = b""
                while len(came) < len(sent):
                    part = peer.recv(64)
                    if not part:
                        sys.exit("the server closed")
                    came += part
                if came != sent:
                    sys.exit("not what was sent")
finally:
    server.send_signal(signal.SIGTERM)
    server.wait(60)
