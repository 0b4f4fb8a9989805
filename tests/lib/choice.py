"""How every runner lists and selects its tests: tests/PART/run [--list] [PATTERN...]

A pattern is a test's name, a part of it, or has * and ?; one that names a test
means that test alone, and one that ends a name's folder (golden's AREA) means all in it.
"""
import fnmatch
import sys


def is_meant(name, pattern, names):
    if pattern in names:
        return name == pattern
    if any(other.startswith(pattern + "/") for other in names):
        return name.startswith(pattern + "/")
    return pattern in name or fnmatch.fnmatch(name, pattern)


def choose(names, patterns):
    """The names that the patterns mean, in their order; all of them without a pattern.

    A pattern that means none ends the program: what it asks for would not be run.
    """
    names = list(names)
    for pattern in patterns:
        if not any(is_meant(name, pattern, names) for name in names):
            sys.exit(f"there is no test '{pattern}'; --list shows them")
    return [name for name in names
            if not patterns or any(is_meant(name, pattern, names) for pattern in patterns)]


def listed(names, arguments):
    """choose(), for a runner whose only option is --list: prints the names and ends."""
    patterns = [argument for argument in arguments if argument != "--list"]
    if any(pattern.startswith("-") for pattern in patterns):
        sys.exit(sys.modules["__main__"].__doc__)
    chosen = choose(names, patterns)
    if "--list" in arguments:
        print("\n".join(chosen))
        sys.exit(0)
    return chosen
