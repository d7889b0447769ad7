#!/usr/bin/env python3
"""Flips one bit in every byte of an export and of its checkpoints, and asks verify_audit.py each time.

Usage: flip_audit.py EXPORT ANCHORS PEM FOLDER

Writes how many flips there were and each that was not seen. The name of the tenant and the
time of the export are for readers and bound by nothing, so that they are left out.
"""
import contextlib
import io
import re
import sys

import verify_audit

export, anchors, pem, folder = sys.argv[1:]
contents = {"export": open(export, "rb").read(), "anchors": open(anchors, "rb").read()}
free = {place for match in re.finditer(rb'"name":(.*?),|"exported_at_us":(\d+)', contents["export"])
        for place in range(*match.span(match.lastindex))}
count, unseen = 0, []
for kind, content in contents.items():
    for place in range(len(content)):
        if kind == "export" and place in free:
            continue
        flipped = dict(contents)
        flipped[kind] = content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]
        for name, data in flipped.items():
            with open(f"{folder}/flipped-{name}", "wb") as file:
                file.write(data)
        with contextlib.redirect_stdout(io.StringIO()):
            faulty = verify_audit.main(
                [f"{folder}/flipped-export", "--anchors", f"{folder}/flipped-anchors", "--key", pem])
        count += 1
        if not faulty:
            unseen.append(f"{kind}, byte {place}: {content[max(0, place - 20):place + 20]!r}")
print(f"{count} flips, {len(unseen)} unseen", *unseen, sep="\n")
