"""Decodes length-prefixed TCAP messages with pycrate: FILE RUNS -> {"seconds": [..], "decoded": n, "failed": n}."""

import json
import struct
import sys
import time

from pycrate_asn1dir import TCAP_MAPv2v3

MESSAGE = TCAP_MAPv2v3.TCAP_MAP_Messages.TCAP_MAP_Message


def messages(path):
    octets = open(path, "rb").read()
    at = 0
    while at < len(octets):
        (length,) = struct.unpack_from(">I", octets, at)
        yield octets[at + 4 : at + 4 + length]
        at += 4 + length


def decode(all_messages):
    decoded = failed = 0
    for octets in all_messages:
        try:
            MESSAGE.from_ber(octets)
            decoded += 1
        except Exception:
            failed += 1
    return decoded, failed


everything = list(messages(sys.argv[1]))
decode(everything[:200])
seconds = []
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    decoded, failed = decode(everything)
    seconds.append(time.perf_counter() - began)
print(json.dumps({"seconds": seconds, "decoded": decoded, "failed": failed}))
