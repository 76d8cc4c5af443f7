"""What our files import, read from their syntax: wherever in a file, and for type checkers alone as well."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
OURS = ("bot", "commands", "storage")


@dataclass(frozen=True, order=True)
class Arrow:
    """``source`` imports ``target``, both modules of ours; ``name`` is what is taken out of it, or empty."""

    source: str
    target: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.source} imports {self.name or 'it'} from {self.target}"


@dataclass(frozen=True)
class House:
    """Our modules by their dotted names, each import of one by another, and the modules that hold an ``@command``."""

    modules: frozenset[str]
    arrows: tuple[Arrow, ...]
    verbs: frozenset[str]

    @property
    def packages(self) -> frozenset[str]:
        return frozenset(_packages(self.modules))


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, folder
    return found


def within(name: str, *packages: str) -> bool:
    """Is this module one of these packages, or below one?"""
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def imports(source: str, package: str = "") -> Iterator[tuple[str, str]]:
    """Each module that a file's text names in an import, with the name that is taken out of it or an empty text.

    ``package`` is the file's own, from which relative imports are read; without one there may be none.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert package or node.level == 0, f"line {node.lineno}: relative imports hide the direction"
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def imported(path: Path) -> Iterator[str]:
    """Every dotted name that a file imports."""
    for module, name in imports(path.read_text(encoding="utf-8")):
        yield f"{module}.{name}" if name else module


def house_of(sources: Mapping[str, str]) -> House:
    """The house that these texts make, each under its module's dotted name."""
    packages = _packages(sources)
    arrows = {
        Arrow(module, target, name)
        for module, source in sources.items()
        for target, name in _resolved(
            source, module if module in packages else module.rpartition(".")[0], sources.keys()
        )
        if target != module
    }
    verbs = frozenset(module for module, source in sources.items() if _has_verb(source))
    return House(frozenset(sources), tuple(sorted(arrows)), verbs)


@cache
def our_house() -> House:
    return house_of({_module(path): path.read_text(encoding="utf-8") for folder in OURS for path in files(folder)})


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _packages(modules: Iterable[str]) -> set[str]:
    """Every package in which one of these modules stands."""
    parts = [module.split(".") for module in modules]
    return {".".join(one[:depth]) for one in parts for depth in range(1, len(one))}


def _resolved(source: str, package: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is imported of ours. ``from package import module`` is an import of that module."""
    for module, name in imports(source, package):
        if f"{module}.{name}" in known:
            yield f"{module}.{name}", ""
        elif module in known:
            yield module, name


def _has_verb(source: str) -> bool:
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return any(_called(one) == "command" for node in found for one in node.decorator_list)


def _called(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else ""
