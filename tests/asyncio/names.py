"""Every public name of this Python's asyncio has a place in docs/from-asyncio.md.

    names.py docs/from-asyncio.md
"""
import asyncio
import re
import sys

words = set(re.findall(r'\w+', open(sys.argv[1], encoding='utf-8').read()))
missing = [name for name in asyncio.__all__ if name not in words]
if missing:
    sys.exit('%s says nothing of asyncio.%s' % (sys.argv[1], ', asyncio.'.join(missing)))
