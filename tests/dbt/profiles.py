"""profiles.yml as dbt reads it, and the keys that an adapter's class knows."""
import dataclasses
import os
import re
import typing

import yaml
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context

# read by dbt itself, not by the adapter
DBT_KEYS = {"type", "threads"}


def render(text, values=None):
    """The profiles as dbt sees them; a variable without a default or a given value is made up."""
    for name, number in re.findall(r"env_var\('(\w+)'\)( *\| *as_number)?", text):
        made_up = "1" if number else "made-up-" + name.lower()
        os.environ[name] = (values or {}).get(name, made_up)
    set_invocation_context(os.environ)
    return ProfileRenderer({}).render_data(yaml.safe_load(text))


def block_class(annotation):
    """The dataclass in Optional[List[Attachment]] and the like, or None."""
    if dataclasses.is_dataclass(annotation):
        return annotation
    return next(filter(None, map(block_class, typing.get_args(annotation))), None)


def known_keys(cls):
    return {field.name for field in dataclasses.fields(cls)} | set(getattr(cls, "_ALIASES", {}))


def unknown_keys(cls, data, place, also=frozenset()):
    known = known_keys(cls) | also
    hints = typing.get_type_hints(cls)
    for key, value in data.items():
        here = f"{place}.{key}"
        if key not in known:
            yield f"{here}: unknown key; {cls.__name__} has {', '.join(sorted(known))}"
            continue
        block = block_class(hints.get(key))
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            if block and isinstance(item, dict):
                where = f"{here}[{number}]" if isinstance(value, list) else here
                yield from unknown_keys(block, item, where)


def load(cls, output):
    """The adapter's credentials, made as dbt makes them."""
    data = cls.translate_aliases({key: value for key, value in output.items() if key not in DBT_KEYS})
    cls.validate(data)
    return cls.from_dict(data)
