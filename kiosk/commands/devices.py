"""``jieyue devices``: every driver found, by role, with its options."""

from __future__ import annotations

import dataclasses
import sys

from drivers import registry
from drivers.roles import Role


def devices() -> int:
    """Print the drivers; exit status 1 if one of them is broken."""
    found = registry.drivers()
    for role in Role:
        print(role.value)
        for name, driver in sorted(found.items()):
            if driver.role is not role:
                continue
            print(f"  {name}: {(driver.__doc__ or '').strip().splitlines()[0]}")
            for option in dataclasses.fields(driver.Options):
                needed = (
                    option.default is dataclasses.MISSING and option.default_factory is dataclasses.MISSING
                )
                default = "needed" if needed else f"default {option.default!r}"
                print(f"    {option.name} ({default}): {option.metadata.get('help', '')}")
    broken = registry.broken()
    for name, why in sorted(broken.items()):
        print(f"{name}: broken: {why}", file=sys.stderr)
    return 1 if broken else 0
