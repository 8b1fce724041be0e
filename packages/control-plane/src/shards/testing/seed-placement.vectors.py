"""Makes seed-placement.vectors.generated.json, so that its answers are Python's own and not ours.

    python3 seed-placement.vectors.py > seed-placement.vectors.generated.json

The two functions are those of the first design (NUM_SHARDS and SHARDS_PER_CP as arguments). `null` stands for an
exception. Python is no part of the product: only the vectors are read, by seed-placement.test.ts.
"""

import hashlib
import json


def get_shard_for_tenant(tenant_id, num_shards):
    tenant_hash = hashlib.sha256(tenant_id.encode()).hexdigest()
    shard_number = int(tenant_hash[:8], 16) % num_shards + 1
    return f"aipress-shard-{shard_number:03d}"


def get_control_plane_for_shard(shard_id, shards_per_cp):
    shard_num = int(shard_id.split('-')[-1])
    cp_group = (shard_num - 1) // shards_per_cp + 1
    return f"control-plane-{cp_group}"


def answer(function, *arguments):
    try:
        return function(*arguments)
    except (ValueError, ZeroDivisionError):
        return None


TENANTS = [
    "", " ", "a", "A", "tenant", "tenant-1", "tenant-001", "acme.example", "-", "\0", "\n", "'\"\\", "é", "e\u0301",
    "ß", "İstanbul", "日本語", "\U0001f600", "👩‍👩‍👧", "\ufeffbom", "\u202ertl", "\uffff", "\U0010ffff", "\ufffd",
    "x" * 55, "x" * 56, "x" * 64, "y" * 2_000, "é" * 1_000,
    "\ud800", "a\udfffb", "\udc00\ud800",
] + [f"tenant-{number}" for number in range(1000, 1020)] + [f"site_{number * 7919:08x}" for number in range(20)]

SHARDS = [
    "aipress-shard-001", "aipress-shard-007", "aipress-shard-099", "aipress-shard-100", "aipress-shard-101",
    "aipress-shard-200", "aipress-shard-201", "aipress-shard-999", "aipress-shard-1000", "aipress-shard-1001",
    "aipress-shard-9007199254740993", "aipress-shard-123456789012345678901234567890", "aipress-shard-000",
    "1", "0", "042", "-1", "--5", "shard--7", "shard-+8", "shard- 9 ", "shard-\t10\n", "shard-1_000", "x-0_0_1",
    "", "-", "shard", "shard-", "shard-1a", "shard-a1", "shard-1_", "shard-_1", "shard-1__0", "shard-1.0",
    "shard-0x10", "shard-1e3", "shard-1 2", "shard-+ 1", "shard-++1", "shard-" + "9" * 4300, "shard-" + "9" * 4301,
    "aipress_shard_001",
]

NUMS_SHARDS = [1, 7, 20, 1000, 1001]
SHARDS_PER_CP = [1, 7, 100]


def table(function, texts, counts):
    rows = [json.dumps([text, [answer(function, text, count) for count in counts]]) for text in texts]
    return "[\n" + ",\n".join(rows) + "\n]"


print(f'''{{
"numsShards": {NUMS_SHARDS},
"shardsPerControlPlane": {SHARDS_PER_CP},
"tenants": {table(get_shard_for_tenant, TENANTS, NUMS_SHARDS)},
"shards": {table(get_control_plane_for_shard, SHARDS, SHARDS_PER_CP)}
}}''')
