"""Values as JSON that tells their types: `{"int": "1"}` is not `{"float": "3ff0000000000000"}`.

The Rust side of the same table is `src/value.rs`.
"""

import struct
from datetime import date, datetime, time, timedelta, timezone
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _moment(micros):
    return EPOCH + timedelta(microseconds=micros)


READERS = {
    "bool": lambda body: body,
    "int": int,
    "float": lambda body: struct.unpack(">d", bytes.fromhex(body))[0],
    "str": lambda body: body,
    "bytes": bytes.fromhex,
    "list": lambda body: [read(item) for item in body],
    "map": lambda body: {key: read(item) for key, item in body.items()},
    "set": lambda body: frozenset(_hashable(read(item)) for item in body),
    "moment": _moment,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
}


def read(tagged):
    """The Python value that a tagged one stands for."""
    if tagged == "null":
        return None
    ((tag, body),) = tagged.items()
    return READERS[tag](body)


def write(value):
    """The tagged form of a Python value. Types are compared exactly: `True` is no integer."""
    if value is None:
        return "null"
    kind = type(value)
    if kind is int:
        return {"int": str(value)}
    if kind in (bool, str):
        return {kind.__name__: value}
    if kind is float:
        return {"float": struct.pack(">d", value).hex()}
    if kind is bytes:
        return {"bytes": value.hex()}
    if kind in (list, tuple):
        return {"list": [write(item) for item in value]}
    if kind is dict:
        return {"map": {key: write(item) for key, item in value.items()}}
    if kind in (set, frozenset):
        return {"set": [write(item) for item in value]}
    if kind is datetime:
        return {"moment": (value - EPOCH) // timedelta(microseconds=1)}
    if kind in (date, time):
        return {kind.__name__: value.isoformat()}
    if kind is UUID:
        return {"uuid": str(value)}
    raise TypeError(f"no tag for {kind.__name__}")


def _hashable(value):
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value
