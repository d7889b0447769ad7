#!/usr/bin/env python3
"""Opens what the vault sealed, by docs/envelope.md alone and without any code of Socle.

Usage: open_envelope.py ROOT_KEY_FILE KEY_STORE TENANT KIND NAME VERSION SEALED > CONTENT

SEALED is a file with an envelope of socle.secrets, a sealed file or a stream. Nothing is
written unless all of it opens; else it ends with 1 and says what differs.
"""
import hashlib
import sys
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Reader:
    """Takes fields from the start of bytes."""

    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, count):
        field = self.data[self.position:self.position + count]
        assert len(field) == count, "cut off"
        self.position += count
        return field

    def number(self, count):
        return int.from_bytes(self.take(count), "big")


def binding(*fields):
    return b"".join(len(field).to_bytes(4, "big") + field for field in (b"socle", *fields))


def unwrap(root, wrapped, associated_data):
    return AESGCM(root).decrypt(wrapped[:12], wrapped[12:], associated_data)


def check_seal(reader, root, associated_data):
    digest = hashlib.sha256(reader.data[:reader.position]).digest()
    assert unwrap(root, reader.take(reader.number(2)), associated_data) == digest, "the seal differs"
    assert reader.position == len(reader.data), "something follows the seal"


def name_of_root(root, store):
    reader = Reader(open(f"{store}/root.check", "rb").read())
    assert reader.take(9) == b"SOCLROOT\x01", "no check value"
    name = reader.take(16)
    check_seal(reader, root, binding(b"key store"))
    return name


def tenant_key(root, store, tenant, wanted):
    reader = Reader(open(f"{store}/{tenant}.keys", "rb").read())
    assert reader.take(9) == b"SOCLKEYS\x01" and reader.take(16) == tenant.bytes, "no key file of this tenant"
    assert reader.take(16) == name_of_root(root, store), "a key file of another root key"
    key = None
    for _ in range(reader.number(2)):
        identifier, version, state, _, _ = (reader.take(count) for count in (16, 4, 1, 8, 8))
        wrapped = reader.take(reader.number(2))
        if identifier == wanted and state in (b"\x01", b"\x02"):
            key = unwrap(root, wrapped, binding(b"tenant key", tenant.bytes, version, identifier))
    check_seal(reader, root, binding(b"key file", tenant.bytes))
    assert key, "no version of the tenant's key opens this"
    return key


def content(root, store, tenant, label, reader):
    suite = reader.take(10)
    assert suite in (b"SOCLSEAL\x01\x01", b"SOCLSEAL\x01\x02"), "no envelope of a known format and suite"
    fields = (suite[8:], tenant.bytes, *label)
    identifier, nonce, wrapped = (reader.take(count) for count in (16, 12, 48))
    key = AESGCM(tenant_key(root, store, tenant, identifier))
    data_key = AESGCM(key.decrypt(nonce, wrapped, binding(b"data key", *fields, identifier)))
    associated_data = binding(b"content", *fields)
    if suite[9] == 1:
        return data_key.decrypt(reader.take(12), reader.data[reader.position:], associated_data)
    prefix, sealed, opened = reader.take(7), reader.data[reader.position:], []
    for number, start in enumerate(range(0, max(1, len(sealed)), 65552)):
        is_last = start + 65552 >= len(sealed)
        nonce = prefix + number.to_bytes(4, "big") + bytes([is_last])
        opened.append(data_key.decrypt(nonce, sealed[start:start + 65552], associated_data))
    return b"".join(opened)


def main(root_key_file, store, tenant, kind, name, version, sealed):
    label = (kind.encode(), name.encode(), int(version).to_bytes(4, "big"))
    root, reader = open(root_key_file, "rb").read(), Reader(open(sealed, "rb").read())
    sys.stdout.buffer.write(content(root, store, uuid.UUID(tenant), label, reader))


try:
    main(*sys.argv[1:])
except (AssertionError, InvalidTag, OSError, OverflowError, TypeError, ValueError) as error:
    sys.exit(f"error: {str(error) or type(error).__name__}")
