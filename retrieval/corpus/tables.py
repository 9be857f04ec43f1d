"""The word lists of packages: two columns with a tab between, lines with a hash mark aside."""

from importlib.resources import files


def read_table(package: str, name: str) -> list[tuple[str, str]]:
    """Return the rows of a data file in order."""
    lines = (files(package) / name).read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if not line.startswith("#"))
    return [(first, second) for first, _, second in rows]
