"""Inputs for measurements: valid ones of any size, wrong ones, hostile ones.

As a program: tests/bench/inputs.py PROFILES [ERRORS] > platform.yaml
"""
import sys

FLOE = """\
name: bench
version: "1.0.0"

storage: default
catalog: default
compute: default

transforms:
  - type: dbt
    path: "."
"""

STORAGE_DEFAULT = """\
  default:
    type: s3
    region: eu-central-1
    bucket: lake-default
    credentials:
      mode: static
      secret_ref: aws-credentials
"""

CATALOG_DEFAULT = """\
  default:
    type: polaris
    uri: "https://polaris.example.com/api/catalog"
    warehouse: lake
    credentials:
      mode: oauth2
      scope: "PRINCIPAL_ROLE:engineer"
    access_delegation: none
"""

COMPUTE_DEFAULT = """\
  default:
    type: duckdb
    properties:
      path: /tmp/floe.duckdb
      threads: 4
"""

LAYER_DEFAULT = """\
  bronze:
    name: bronze
    storage_ref: default
    namespace: bronze
"""

# One of each kind: 345 bytes together.
STORAGE = """\
  s{0:05}:
    type: s3
    region: eu-central-1
    bucket: lake-{0:05}
    path_style_access: true
    retention: 90 days
"""

CATALOG = """\
  c{0:05}:
    type: rest
    uri: https://c{0:05}.example.com/iceberg/api/catalog
    warehouse: lakehouse_{0:05}
    namespace: main
"""

COMPUTE = """\
  d{0:05}:
    type: duckdb
    properties:
      path: /tmp/d{0:05}.duckdb
      threads: 4
"""

# What one wrong line each of a storage looks like: each is one error.
MISTAKES = [
    ("    region:", "    regoin:"),                            # near a key
    ("path_style_access: true", "path_style_access: maybe"),   # wrong kind
    ("    bucket: lake-", "    bucket: Lake_"),                # wrong form
    ("    type: s3", "    type: s4"),                          # unknown word
]


def with_mistake(storage, number):
    right, wrong = MISTAKES[number % len(MISTAKES)]
    assert right in storage
    return storage.replace(right, wrong)


def platform(storages="", catalogs="", computes="", layers="", rest=""):
    return ('version: "1.2.0"\n\n'
            f"storage:\n{STORAGE_DEFAULT}{storages}\n"
            f"catalogs:\n{CATALOG_DEFAULT}{catalogs}\n"
            f"compute:\n{COMPUTE_DEFAULT}{computes}\n"
            f"layers:\n{LAYER_DEFAULT}{layers}\n{rest}")


def profiles(count, errors=0):
    """count profiles of each kind; errors of them, spread evenly, are wrong."""
    wrong = {count * (2 * i + 1) // (2 * errors): i for i in range(errors)}
    storages = []
    for i in range(count):
        storage = STORAGE.format(i)
        storages.append(with_mistake(storage, wrong[i]) if i in wrong else storage)
    return platform("".join(storages), "".join(CATALOG.format(i) for i in range(count)),
                    "".join(COMPUTE.format(i) for i in range(count)))


def billion_laughs():
    lines = ["x-l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for i in range(1, 10):
        lines.append(f"x-l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]")
    return platform(rest="\n".join(lines) + "\n")


def brackets():
    return platform(rest="x-deep: " + "[" * 100_000 + "\n")


def long_scalar():
    return platform(rest="x-long: " + "a" * 10_000_000 + "\n")


def many_keys():
    return platform(rest="x-many:\n" + "".join(f"  key{i:05}: {i}\n" for i in range(65_536)))


ATTACKS = {
    "billion laughs": billion_laughs,
    "100,000 brackets": brackets,
    "10 MB scalar": long_scalar,
    "65,536 keys": many_keys,
}

if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__.strip())
    sys.stdout.write(profiles(*map(int, sys.argv[1:])))
