"""The table of requests: what the proxies counted."""

from .proxy import Request, kinds

ROWS: list[tuple] = []


def add(what: str, models: int, rest: list[Request], storage: list[Request], goal: int | None = None) -> int:
    """Counts a step; returns how many requests the catalog got."""
    ROWS.append((what, models, len(rest), len(storage), goal, kinds(rest)))
    return len(rest)


def print_table() -> None:
    if not ROWS:
        return
    print(f"\n{'step':30} {'models':>6} {'REST':>5} {'goal':>5} {'S3':>6}  REST requests by kind")
    for what, models, rest, storage, goal, by_kind in ROWS:
        text = ", ".join(f"{count} {kind}" for kind, count in sorted(by_kind.items()))
        print(f"{what:30} {models:6} {rest:5} {'' if goal is None else goal:>5} {storage:6}  {text}")
