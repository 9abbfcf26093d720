"""The article's prompt cache in Python: a dict that is copied for each write and replaced by one assignment, which
readers on the same event loop never see half done; and the same cache with a lock. Prints its times as JSON."""

import asyncio
import itertools
import json
import random
import sys
import time
import tracemalloc


class LockFree:
    def __init__(self, prompts):
        self._prompts = dict(prompts)

    async def read(self, name):
        return self._prompts.get(name)

    async def write(self, name, prompt):
        prompts = self._prompts.copy()
        prompts[name] = prompt
        self._prompts = prompts


class Locked:
    def __init__(self, prompts):
        self._prompts = dict(prompts)
        self._lock = asyncio.Lock()

    async def read(self, name):
        async with self._lock:
            return self._prompts.get(name)

    async def write(self, name, prompt):
        async with self._lock:
            self._prompts[name] = prompt


async def nanoseconds(call, names, seconds):
    """The median over five runs of what one call takes."""
    runs, names = [], itertools.cycle(names)
    for _ in range(5):
        calls, started = 0, time.perf_counter_ns()
        while time.perf_counter_ns() - started < seconds * 1e9 / 5:
            for name in itertools.islice(names, 64):
                await call(name)
            calls += 64
        runs.append((time.perf_counter_ns() - started) / calls)
    return sorted(runs)[2]


async def measure(kind, size, seconds):
    names = [f"folder-{n // 100}/prompt-{n:05}.md" for n in range(size)]
    cache = kind({name: f"The text of {name}" for name in names})
    random.Random(size).shuffle(names)
    # Asked for by names that are equal to those in the dict, not the same objects: a caller brings its own.
    asked = [name[:1] + name[1:] for name in names]
    read = await nanoseconds(cache.read, asked, seconds)
    write = await nanoseconds(lambda name: cache.write(name, "Another text"), asked, seconds)
    # Last, for whatever is traced takes longer.
    tracemalloc.start()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    await cache.write(asked[0], "Another text")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"read_ns": read, "write_ns": write, "bytes": max(peak - held, 0)}


async def main(seconds, sizes):
    kinds = {"lock_free": LockFree, "locked": Locked}
    times = {what: {size: await measure(kind, size, seconds) for size in sizes} for what, kind in kinds.items()}
    print(json.dumps(times))


asyncio.run(main(float(sys.argv[1]), [int(size) for size in sys.argv[2:]]))
