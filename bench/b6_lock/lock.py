# B6 in Python.
import asyncio
import sys
import time

counter = 0


async def body(lock, count):
    global counter
    for _ in range(count):
        async with lock:
            await asyncio.sleep(0)
            counter += 1


async def main(tasks, count):
    lock = asyncio.Lock()
    start = time.process_time()
    await asyncio.gather(*[body(lock, count) for _ in range(tasks)])
    ns = (time.process_time() - start) * 1e9
    print("ns_per_acquisition=%.3f check_py=%d" % (ns / (tasks * count), counter))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
