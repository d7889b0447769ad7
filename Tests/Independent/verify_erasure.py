#!/usr/bin/env python3
"""Judges certificates that 'socle tenant certificate show' wrote, by docs/lifecycle.md alone and without any code of Socle.

Usage: verify_erasure.py CERTIFICATES PEM

One line a stage. Writes what each states and each fault; ends with 1 when there is one.
"""
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


def read(line, key):
    """The value of a line, when the key signed exactly its bytes."""
    value, text = line[15:-105], line[-91:-3]
    signature = base64.b64decode(text, validate=True)
    if line != b'{"certificate":' + value + b',"signature":"' + base64.b64encode(signature) + b'"}\n':
        raise ValueError("it is laid out otherwise")
    key.verify(signature, value)
    certificate = json.loads(value)
    if certificate["format"] != 1 or certificate["key"] != key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex():
        raise ValueError("it is of another format or key")
    return certificate


def main(path, pem):
    key, faults, stages = load_pem_public_key(open(pem, "rb").read()), [], []
    for number, line in enumerate(open(path, "rb"), 1):
        try:
            stages.append((read(line, key), hashlib.sha256(line[:-1]).hexdigest()))
        except (ValueError, LookupError, TypeError, InvalidSignature) as reason:
            faults.append(f"line {number} is no genuine certificate: {reason!r}")
    if [stage["stage"] for stage, _ in stages] not in ([1], [1, 2]):
        faults.append("there is not a first stage and at most a second one")
    elif len(stages) == 2:
        (first, link), (second, _) = stages
        if (second["first_sha256"], second["tenant_id"]) != (link, first["tenant_id"]):
            faults.append("the second stage closes another certificate")
        if second["closed_at"][:10] < first["backups_end"]:
            faults.append("the second stage was made before the last backup ended")
    for stage, _ in stages:
        what = f'{stage["totals"]["tables"]} tables, {stage["totals"]["rows"]} rows, {len(stage["keys"])} keys' \
            if stage["stage"] == 1 else f'closed at {stage["closed_at"]}'
        print(f'stage {stage["stage"]} of {stage["tenant"]} {stage["tenant_id"]}: {what}')
    print("\n".join(faults) or "no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
