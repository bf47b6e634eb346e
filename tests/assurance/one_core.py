"""Mutate one core and count what its tests notice; a program of its own, so that it may fork.

`python -m tests.assurance.one_core <module> <how many> <seed> <tests>…`
"""

from __future__ import annotations

import os
import random
import sys


def main() -> None:
    """Print the mutants that live, then how many were killed, tried, and there are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415  the settings are chosen first

    django.setup()
    from tests.assurance.mutating import is_killed, mutants, source_of  # noqa: PLC0415  the same

    name, most, seed, *tests = sys.argv[1:]
    every = list(mutants(source_of(name)))
    dice = random.Random(int(seed))  # noqa: S311  chosen to be repeated
    killed = tried = 0
    for say, mutant in dice.sample(every, len(every)):
        if tried >= int(most):
            break
        verdict = is_killed(name, mutant, tests)
        if verdict is None:
            continue
        tried += 1
        killed += verdict
        if not verdict:
            sys.stdout.write(f"lives: {name} {say}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{killed} {tried} {len(every)}\n")


if __name__ == "__main__":
    main()
