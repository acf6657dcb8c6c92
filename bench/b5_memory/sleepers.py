# B5 in Python.
import asyncio
import os
import sys
import time


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


async def body(i):
    await asyncio.sleep(3600 + i % 1000 / 1000)


async def main(n):
    before, start = resident(), time.process_time()
    tasks = [asyncio.create_task(body(i)) for i in range(n)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ns = (time.process_time() - start) * 1e9
    print("bytes_per_task=%.1f ns_to_start=%.1f" % ((resident() - before) / len(tasks), ns / n), flush=True)
    os._exit(0)


asyncio.run(main(int(sys.argv[1])))
