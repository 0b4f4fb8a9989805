"""The cases. Each takes a Bench, raises when something doesn't hold, and may return a figure for the table."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Case:
    name: str
    run: Callable
    catalogs: tuple
    quick: bool
    engine: dict  # what an engine can't, by the line of dbt: why


CASES: list[Case] = []


def case(*catalogs: str, quick: bool = True, engine: dict | None = None):
    """Registers a function as a case of these catalogs; quick ones also run in CI."""
    def register(function):
        CASES.append(Case(function.__name__.replace("_", "-"), function, catalogs, quick, engine or {}))
        return function
    return register


def load() -> list[Case]:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return CASES
