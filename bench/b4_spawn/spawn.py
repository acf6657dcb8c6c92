# B4 in Python: asyncio, or uvloop where that is named and there.
import asyncio
import sys
import time

total, live = int(sys.argv[1]), int(sys.argv[2])
if len(sys.argv) > 3:
    import uvloop
    uvloop.install()
sum_of_ids = 0


async def body(i):
    global sum_of_ids
    await asyncio.sleep(0)
    sum_of_ids += i


async def main():
    for done in range(0, total, live):
        await asyncio.gather(*[asyncio.create_task(body(done + i)) for i in range(live)])


start = time.process_time()
asyncio.run(main())
print("ns_per_task=%.3f check_py=%d" % ((time.process_time() - start) * 1e9 / total, sum_of_ids))
