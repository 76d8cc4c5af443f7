"""Which version this is: of the package that is installed, or of the checkout in which these files lie."""

from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"


def version() -> str:
    """``0.2.0``; a checkout's own number goes before that of another package which is installed beside it."""
    import tomllib
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    if PROJECT.is_file():
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    try:
        return installed("net-control")
    except PackageNotFoundError:
        return "of unknown number"
