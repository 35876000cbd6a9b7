"""The published Python SDK as a partner in a conversation: one JSON request a line in, one JSON answer a line out.

A request is `{"do": name, …}`; an answer `{"ok": …}`, or `{"error": "Type: text"}` where the SDK refused. It ends with
its input, so it never outlives the tests that started it. The Rust side is `src/python.rs`.
"""

import json
import os
import sys
from inspect import Parameter, Signature
from pathlib import Path

import tagged
from cachekit import cache, decode_interop_value, encode_interop_value, generate_interop_key
from cachekit.backends.file import FileBackend
from cachekit.backends.file.config import FileBackendConfig
from cachekit.backends.memcached import MemcachedBackend, MemcachedBackendConfig
from cachekit.backends.redis import RedisBackend
from cachekit.config.singleton import reset_settings
from cachekit.key_generator import CacheKeyGenerator

REDIS = {}
MEMCACHED = {}


class Missed(Exception):
    """The cached function was called although it has nothing to return: the entry was not there."""


def keys(request):
    """The interop keys of many calls. One that is refused is null."""

    def key(namespace, operation, arguments):
        try:
            return generate_interop_key(namespace, operation, [tagged.read(value) for value in arguments])
        except ValueError:
            return None

    return [key(*call) for call in request["of"]]


def automatic_keys(request):
    """The keys that decorators without `interop=` make of many calls. One that is refused is null."""

    def key(call):
        def function():
            pass

        function.__module__, function.__qualname__ = call["module"], call["qualname"]
        by_position = tuple(tagged.read(value) for value in call["by_position"])
        by_name = {name: tagged.read(value) for name, value in call["by_name"].items()}
        flags = call["namespace"], call["integrity"], call["serializer"]
        try:
            return CacheKeyGenerator().generate_key(function, by_position, by_name, *flags)
        except (TypeError, ValueError, OverflowError):
            return None

    return [key(call) for call in request["of"]]


def encode(request):
    return encode_interop_value(tagged.read(request["value"])).hex()


def decode(request):
    return tagged.write(decode_interop_value(bytes.fromhex(request["bytes"])))


def write(request):
    """Calls a cached function that returns the value. Whether it had to run."""
    ran = []

    def answer():
        ran.append(True)
        return tagged.read(request["value"])

    call(request, answer)
    return bool(ran)


def read(request):
    """Calls a cached function that has nothing to return. The value of the entry, or null where there is none."""

    def answer():
        raise Missed

    try:
        return {"found": tagged.write(call(request, answer))}
    except Missed:
        return None


def call(request, answer):
    arguments = [tagged.read(value) for value in request["arguments"]]
    with_environment(request.get("environment", {}))
    return decorated(request["entry"], len(arguments), answer)(*arguments)


def with_environment(variables):
    """The SDK takes previous master keys and the deployment's id from the environment only."""
    for name in ("CACHEKIT_MASTER_KEY", "CACHEKIT_PREVIOUS_MASTER_KEYS", "CACHEKIT_DEPLOYMENT_UUID"):
        os.environ.pop(name, None)
    os.environ.update(variables)
    reset_settings()


def decorated(entry, count, answer):
    """A function `app.users.get_user` of so many arguments, decorated as the entry says."""

    def body(*_):
        return answer()

    body.__module__, body.__qualname__, body.__name__ = "app.users", "get_user", "get_user"
    body.__signature__ = Signature(
        [Parameter(f"argument_{at}", Parameter.POSITIONAL_OR_KEYWORD) for at in range(count)]
    )
    # Without an in-process cache every read has to go to the store.
    words = {"l1_enabled": False, **entry["words"]}
    if "custom_key" in entry:
        words["key"] = lambda *_: entry["custom_key"]
    if entry["store"] == "redis":
        words["backend"] = redis(entry["url"])
    elif entry["store"] == "memcached":
        words["backend"] = memcached(entry["servers"])
    elif entry["store"] == "file":
        words["backend"] = files(entry["dir"])
    form = getattr(cache, entry["form"]) if entry["form"] != "default" else cache
    return form(**words)(body)


def redis(url):
    if url not in REDIS:
        REDIS[url] = RedisBackend(url)
    return REDIS[url]


def memcached(servers):
    servers = tuple(servers)
    if servers not in MEMCACHED:
        MEMCACHED[servers] = MemcachedBackend(MemcachedBackendConfig(servers=servers))
    return MEMCACHED[servers]


def memcached_set(request):
    memcached(request["servers"]).set(request["key"], bytes.fromhex(request["bytes"]), request["ttl"])


def memcached_get(request):
    found = memcached(request["servers"]).get(request["key"])
    return None if found is None else found.hex()


def memcached_delete(request):
    return memcached(request["servers"]).delete(request["key"])


def memcached_places(request):
    """Which of the servers has each key, by the client that the SDK's backend uses."""
    hasher = memcached(request["servers"])._client.hasher
    return [request["servers"].index(hasher.get_node(key)) for key in request["of"]]


def files(directory):
    return FileBackend(FileBackendConfig(cache_dir=Path(directory)))


def file_set(request):
    files(request["dir"]).set(request["key"], bytes.fromhex(request["bytes"]), request["ttl"])


def file_get(request):
    found = files(request["dir"]).get(request["key"])
    return None if found is None else bytes(found).hex()


def file_delete(request):
    return files(request["dir"]).delete(request["key"])


VERBS = {
    verb.__name__: verb
    for verb in (
        keys,
        automatic_keys,
        encode,
        decode,
        write,
        read,
        file_set,
        file_get,
        file_delete,
        memcached_set,
        memcached_get,
        memcached_delete,
        memcached_places,
    )
}


def answer(line):
    request = json.loads(line)
    try:
        return {"ok": VERBS[request["do"]](request)}
    except Exception as error:  # Whatever the SDK raises is the answer.
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    # The SDK may print; the answers have a channel of their own.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        print(json.dumps(answer(line)), file=answers, flush=True)


main()
