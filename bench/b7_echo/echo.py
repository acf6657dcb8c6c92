"""B7: an echo server. echo.py PORT streams|protocol [uvloop]"""
import asyncio
import socket
import sys

port, kind = int(sys.argv[1]), sys.argv[2]
if len(sys.argv) > 3:
    import uvloop

    uvloop.install()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        self.transport.write(data)


async def serve(reader, writer):
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def main():
    if kind == "protocol":
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port, backlog=1024)
    else:
        server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


asyncio.run(main())
