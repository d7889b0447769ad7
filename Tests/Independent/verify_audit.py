#!/usr/bin/env python3
"""Judges chains that 'socle audit export' wrote, by docs/audit.md alone and without any code of Socle.

Usage: verify_audit.py EXPORT [--anchors FILE]... [--key PEM]

Writes two verdicts a chain, integrity and completeness, and each fault; ends with 1 when there
is one. Checkpoints count when the key of PEM signed them; that alone needs a module of PyPI.
"""
import argparse
import base64
import hashlib
import json
import sys
import uuid

faults = []


def sha256(data):
    return hashlib.sha256(data).digest()


def merkle_root(leaves):
    level = [sha256(b"\0" + leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2:]
    return level[0]


def number(value):
    return value.to_bytes(8, "big", signed=True)


def event_hash(tenant, event):
    data = b"socle audit 1" + tenant + number(event["sequence"]) + number(event["occurred_at_us"])
    for name in ("class", "actor", "action", "object", "detail"):
        text = event[name].encode()
        data += len(text).to_bytes(4, "big") + text
    return sha256(data + bytes.fromhex(event["previous_sha256"]))


def segment_hash(tenant, s):
    names = ("first_sequence", "last_sequence", "access_count", "control_count", "proof_count", "earliest_us",
             "latest_us")
    data = b"socle segment 1" + tenant + b"".join(number(s[name]) for name in names)
    data += b"".join(bytes.fromhex(s[name]) for name in ("previous_sha256", "sha256", "merkle_root"))
    return sha256(data + number(s["sealed_at_us"]) + number(s["proof_sequence"]))


def purge_detail(tenant, segments):
    total = lambda name: sum(s[name] for s in segments)
    kinds = [total(name) for name in ("access_count", "control_count", "proof_count")]
    return {"segments": len(segments), "events": sum(kinds), "access": kinds[0], "control": kinds[1],
            "proof": kinds[2], "earliest_us": min(s["earliest_us"] for s in segments),
            "latest_us": max(s["latest_us"] for s in segments), "sealed_at_us": segments[0]["sealed_at_us"],
            "segments_root": merkle_root([segment_hash(tenant, s) for s in segments]).hex()}


def judge(chain, items, anchors):
    tenant = uuid.UUID(chain["tenant"]).bytes
    integrity, missing, segments, ends, covered = [], [], {}, {}, []
    last, link = 0, "00" * 32
    for kind, item in items:
        first, end = (item["sequence"],) * 2 if kind == "event" else (item["first_sequence"], item["last_sequence"])
        if first != last + 1 or end < first:
            integrity.append(f"{first} stands after {last}")
        elif item["previous_sha256"] != link:
            integrity.append(f"{first} does not follow {last}")
        if kind == "segment":
            segments.setdefault(item["proof_sequence"], []).append(item)
            covered.append((first, end))
        elif event_hash(tenant, item).hex() != item["sha256"]:
            integrity.append(f"event {first} is not what its hash says")
        elif item["action"] == "audit.purged":
            told = segments.pop(first, None)
            if not told or item["class"] != "proof" or json.loads(item["detail"]) != purge_detail(tenant, told) \
                    or item["object"] != f'{told[0]["first_sequence"]}-{told[-1]["last_sequence"]}':
                integrity.append(f"event {first} tells of a purge otherwise than the segments do")
        last, link, ends[end] = end, item["sha256"], item["sha256"]
    integrity += [f"event {place} vouches for no segment" for place in segments]
    if (chain["sequence"], chain["sha256"]) != (last, link):
        missing.append(f'the head is event {chain["sequence"]}, the last one is {last}')
    for sequence, head, checkpoint in anchors:
        # Within a segment only the last event has left its hash.
        if ends.get(sequence, head) != head or not any(
                first <= sequence <= end for first, end in covered + [(sequence, sequence)] * (sequence in ends)):
            missing.append(f"event {sequence} is not there as checkpoint {checkpoint} has it")
    words = "incomplete" if missing else "complete" if anchors else "never anchored"
    print(f'{chain["database"]} {chain["tenant"]}: {"broken" if integrity else "intact"}, {words}, last event {last}')
    faults.extend(f'{chain["database"]} {chain["tenant"]}: {fault}' for fault in integrity + missing)


def read_anchors(paths, pem):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    key, heads, last, link = load_pem_public_key(open(pem, "rb").read()), {}, 0, "00" * 32
    for place, line in ((f"{path}:{n}", line) for path in paths for n, line in enumerate(open(path, "rb"), 1)):
        value, text = line[10:-105], line[-91:-3]
        try:
            signature = base64.b64decode(text, validate=True)
            if line != b'{"anchor":' + value + b',"signature":"' + base64.b64encode(signature) + b'"}\n':
                raise ValueError("it is laid out otherwise")
            key.verify(signature, value)
            anchor = json.loads(value)
        except (ValueError, InvalidSignature) as reason:
            faults.append(f"{place} is no genuine checkpoint: {reason!r}")
            continue
        if (anchor["number"], anchor["previous_sha256"]) != (last + 1, link):
            faults.append(f'{place}: checkpoint {anchor["number"]} does not follow checkpoint {last}')
        last, link = anchor["number"], sha256(line[:-1]).hex()
        for head in anchor["heads"]:
            found = heads.setdefault((head["database"], head["tenant"]), [])
            found.append((head["sequence"], head["sha256"], last))
    print(f"{last} checkpoints")
    return heads


def main(arguments):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("export")
    parser.add_argument("--anchors", action="append", default=[])
    parser.add_argument("--key")
    given = parser.parse_args(arguments)
    faults.clear()
    heads = read_anchors(given.anchors, given.key) if given.anchors else {}
    chains, end = [], None
    try:
        for line in open(given.export, encoding="utf-8"):
            (kind, value), = json.loads(line).items()
            if end is not None or kind not in ("chain", "event", "segment", "end"):
                raise ValueError(f"{kind} is not expected")
            if kind == "chain":
                if value["format"] != 1 or sorted(value) != sorted(
                        "format database tenant name sequence sha256 exported_at_us".split()):
                    raise ValueError("it is of another format")
                chains.append((value, []))
            elif kind == "end":
                end = value["chains"]
            else:
                chains[-1][1].append((kind, value))
        if end != len(chains):
            faults.append("the export is cut: not all of its chains are there")
        there = {(chain["database"], chain["tenant"]) for chain, _ in chains}
        tenants = {tenant for _, tenant in there}
        faults.extend(f"{' '.join(name)}: there are checkpoints of it, and it is not in the export"
                   for name in sorted(heads) if name[1] in tenants and name not in there)
        for chain, items in chains:
            judge(chain, items, heads.get((chain["database"], chain["tenant"]), []))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as reason:
        faults.append(f"the export cannot be read: {reason!r}")
    print("\n".join(faults) or "no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
