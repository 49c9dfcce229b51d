"""
What each image installs: the part of requirements/runtime.txt that its code reaches, with the same versions and hashes.

`python -m deploy.docker.lock` writes requirements/images/*.txt again; `make lock` calls it, and a test holds them together.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from deploy.docker.images import IMAGES, MACHINERY, ROOT, Image

OURS = ("kit", "contracts", "services", "gateway")
DEBIAN = {"python_version": "3.11", "python_full_version": "3.11.2", "sys_platform": "linux"}
"""The Python of the images, by which markers are read."""
BLOCK = re.compile(r"^([A-Za-z0-9._-]+)==[^\n]*\\?\n(?:    --hash=[^\n]*\n)*", re.MULTILINE)
HEAD = """\
# What the image `{name}` installs: the part of runtime.txt that its code reaches. Written by `make lock`.
"""


def text_of(image: Image) -> str:
    """The lock file of an image."""
    wanted = distributions(image)
    blocks = {_plain(found.group(1)): found.group(0) for found in BLOCK.finditer(_runtime())}
    unpinned = sorted(wanted - blocks.keys())
    if unpinned:
        raise LookupError(f"{image.name} needs what runtime.txt does not pin: {', '.join(unpinned)}")
    return HEAD.format(name=image.name) + "".join(blocks[name] for name in sorted(wanted))


def distributions(image: Image) -> set[str]:
    """Every distribution that an image's code needs, theirs included."""
    providers = metadata.packages_distributions()
    direct = {_plain(name) for top in third_party(image) for name in providers.get(top, ())}
    return closure(direct | {_plain(name) for name in image.beside})


def closure(names: set[str]) -> set[str]:
    """These and all that they require on this platform."""
    found: set[str] = set()
    waiting = [(name, frozenset[str]()) for name in names]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        for text in _requires(name):
            requirement = Requirement(text)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({**DEBIAN, "extra": extra}) for extra in (extras or {""})):
                waiting.append((_plain(requirement.name), frozenset(requirement.extras)))
    return found


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []  # needed by the images' Python, not by ours; its lock says the rest


def third_party(image: Image) -> set[str]:
    """The names that an image's code imports from neither us nor the standard library."""
    return {top for module in reached(image) for top in _tops(module)} - set(OURS) - sys.stdlib_module_names


def reached(image: Image) -> set[str]:
    """Our modules that the image's commands come to load, functions' own imports included."""
    found: set[str] = set()
    waiting = [*image.modules, *MACHINERY]
    while waiting:
        module = waiting.pop()
        if module in found or _file(module) is None:
            continue
        found.add(module)
        waiting.extend(name for name in _imports(module) if name.split(".")[0] in OURS)
        waiting.append(module.rpartition(".")[0])  # a package's __init__ runs first
    return found


def _tops(module: str) -> Iterator[str]:
    return (name.split(".")[0] for name in _imports(module))


def _imports(module: str) -> set[str]:
    names: set[str] = set()
    file = _file(module)
    assert file is not None
    for node in _walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes, but what only type checkers read, and what a package loads when somebody asks for it by name."""
    for node in ast.iter_child_nodes(tree):
        on_demand = isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
        for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not on_demand and not for_types:
            yield node
            yield from _walk(node)


def _file(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _runtime() -> str:
    return (ROOT / "requirements" / "runtime.txt").read_text()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    for each in IMAGES:
        each.lock.parent.mkdir(exist_ok=True)
        each.lock.write_text(text_of(each))
