#!/usr/bin/env python3
"""Reads events of OpenLineage with the classes that its own project generates from the schema 2-0-2.

Usage: read_lineage.py < EVENTS

One event a line. Every object must fit the class that its schema names: required members, no others, types, formats.
Writes one line an event; ends with 1 at the first fault.
"""
import enum
import importlib
import json
import pkgutil
import re
import sys
import types
import typing

import attr

# The package's own beginning imports every transport that there is; only the classes are wanted here.
for name in ("openlineage", "openlineage.client"):
    module = types.ModuleType(name)
    module.__path__ = [f"{path}/{name.replace('.', '/')}" for path in sys.path]
    sys.modules[name] = module

from openlineage.client import generated  # noqa: E402
from openlineage.client.generated import base  # noqa: E402

CLASSES = {}
for found in pkgutil.iter_modules(generated.__path__):
    module = importlib.import_module(f"openlineage.client.generated.{found.name}")
    for member in vars(module).values():
        if isinstance(member, type) and "_get_schema" in vars(member):
            CLASSES[member._get_schema()] = member


def fit(value, wanted, place):
    """The value as an instance of what is wanted."""
    origin, parts = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted is typing.Any:
        return value
    if origin in (typing.Union, types.UnionType):
        if value is None:
            raise TypeError(f"{place} is null")
        return fit(value, next(part for part in parts if part is not type(None)), place)
    if origin is list:
        return [fit(item, parts[0], f"{place}[{index}]") for index, item in enumerate(check(value, list, place))]
    if origin is dict:
        return {key: fit(item, parts[1], f"{place}.{key}") for key, item in check(value, dict, place).items()}
    if attr.has(wanted):
        return build(check(value, dict, place), wanted, place)
    if issubclass(wanted, enum.Enum):
        return wanted(value)
    if wanted is float and type(value) is int:
        return float(value)
    return check(value, wanted, place)


def check(value, wanted, place):
    if type(value) is not wanted:
        raise TypeError(f"{place} is no {wanted.__name__}: {value!r}")
    return value


def build(value, wanted, place):
    """An instance of a class, which itself refuses what lacks a member, has another, or has a wrong format."""
    told = value.get("_schemaURL") or value.get("schemaURL")
    if issubclass(wanted, base.BaseFacet):
        if not issubclass(CLASSES.get(told, object), wanted):
            raise TypeError(f"{place} is of schema {told}, which is none of a {wanted.__name__}")
        wanted = CLASSES[told]
    known = {field.name: field.type for field in attr.fields(attr.resolve_types(wanted))}
    rest = set(value) - set(known)
    if rest:
        raise TypeError(f"{place} has members that {wanted.__name__} lacks: {sorted(rest)}")
    # What the class sets by itself was compared above, or is below.
    made = {key: fit(item, known[key], f"{place}.{key}") for key, item in value.items()
            if key not in ("_schemaURL", "schemaURL")}
    return wanted(**{key.lstrip("_"): item for key, item in made.items()})


def main():
    runs = {}
    for line in sys.stdin:
        value = json.loads(line)
        event = build(value, base.RunEvent, "event")
        if value["schemaURL"] != event.schemaURL:
            raise TypeError(f"the event is of schema {value['schemaURL']}, not of {event.schemaURL}")
        for address in re.findall(r'"(?:_producer|producer|_schemaURL|schemaURL)":"([^"]*)"', line):
            if not re.match(r"[a-z][a-z0-9+.-]*:\S+$", address):
                raise ValueError(f"{address} is no URI")
        if not re.search(r"(Z|[+-]\d\d:\d\d)$", event.eventTime):
            raise ValueError(f"{event.eventTime} has no time zone")
        states = runs.setdefault(event.run.runId, [])
        states.append(event.eventType.value)
        if states not in (["START"], ["START", "COMPLETE"], ["START", "FAIL"], ["START", "ABORT"]):
            raise ValueError(f"a run cannot be {states}")
        facets = sorted(key for data in event.outputs for key in [*data.facets, *data.outputFacets])
        print(event.eventType.value, event.job.name, event.inputs[0].name, *facets)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, LookupError, TypeError) as reason:
        sys.exit(f"error: {reason}")
