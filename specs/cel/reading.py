"""Looks through a compiled expression before anything of it runs: names, functions, nesting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeAlias

import lark

from specs.domain.own_checks.language import FUNCTIONS, MACROS, METHODS, NAMES
from specs.domain.own_checks.outcomes import Problem

Tree: TypeAlias = lark.Tree[lark.Token]
MACROS_DEEP = 3
TEXTS = ("STRING_LIT", "MLSTRING_LIT")
INDEX_BY_KEY = 'An answer is named by its key in quotation marks: answers["project.title"].'


def find_problems(tree: Tree) -> tuple[Problem, ...]:
    """Return all that is wrong with an expression that could be read, in its order."""
    reader = _Reader()
    reader.read(tree, frozenset(), 0)
    return tuple(sorted(reader.problems, key=lambda one: (one.line, one.column)))


@dataclass
class _Reader:
    problems: list[Problem] = field(default_factory=list)

    def read(self, tree: Tree, bound: frozenset[str], depth: int) -> None:
        """Look at one part; ``bound`` are the names that macros around it gave."""
        match tree.data:
            case "ident":
                self._name(tree, bound)
            case "ident_arg":
                self._function(tree, bound, depth)
            case "member_dot_arg":
                self._method(tree, bound, depth)
            case "member_index" if _name_of(_child(tree, 0)) == "answers":
                self._answer(tree)
            case "dot_ident" | "dot_ident_arg" | "member_object":
                self._say(tree, "This way of writing has no meaning here.")
            case _:
                self._inside(tree, bound, depth)

    def _inside(self, tree: Tree, bound: frozenset[str], depth: int) -> None:
        for child in _trees(tree):
            self.read(child, bound, depth)

    def _name(self, tree: Tree, bound: frozenset[str]) -> None:
        name = _token(tree)
        if name == "answers":
            self._say(tree, INDEX_BY_KEY)
        elif name not in NAMES and name not in bound:
            self._unknown(tree, name, (*NAMES, *bound))

    def _answer(self, tree: Tree) -> None:
        leaf = _leaf(_child(tree, 1))
        if leaf is None or leaf.data != "literal" or _kind(leaf) not in TEXTS:
            self._say(tree, INDEX_BY_KEY)

    def _function(self, tree: Tree, bound: frozenset[str], depth: int) -> None:
        name = _token(tree)
        if name not in FUNCTIONS:
            self._unknown(tree, f"{name}()", [f"{known}()" for known in FUNCTIONS])
        elif name in ("answered", "asked", "excused") and not _is_text(tree):
            self._say(tree, f'{name}() takes a key in quotation marks: {name}("project.title").')
        self._inside(tree, bound, depth)

    def _method(self, tree: Tree, bound: frozenset[str], depth: int) -> None:
        self.read(_child(tree, 0), bound, depth)
        name = str(tree.children[1])
        given = tree.children[2] if len(tree.children) > 2 else None
        listed = list(_trees(given)) if isinstance(given, lark.Tree) else []
        if name not in MACROS:
            if name not in METHODS:
                self._unknown(tree, f".{name}()", [f".{known}()" for known in (*METHODS, *MACROS)])
            for one in listed:
                self.read(one, bound, depth)
            return
        variable = _name_of(listed[0]) if len(listed) == 2 else ""
        if not variable:
            self._say(tree, f".{name}() takes a name and what is asked of it: .{name}(x, …).")
        elif depth >= MACROS_DEEP:
            self._say(tree, f"At most {MACROS_DEEP} of exists, all, filter and map inside another.")
        else:
            self.read(listed[1], bound | {variable}, depth + 1)

    def _unknown(self, tree: Tree, name: str, known: object) -> None:
        names = [str(one) for one in known] if isinstance(known, list | tuple) else []
        near = get_close_matches(name, names, n=1)
        better = f" Did you mean “{near[0]}”?" if near else ""
        self._say(tree, f"There is no “{name[:60]}” here.{better}")

    def _say(self, tree: Tree, words: str) -> None:
        meta = tree.meta
        self.problems.append(Problem(getattr(meta, "line", 1), getattr(meta, "column", 1), words))


def _trees(tree: Tree) -> Iterator[Tree]:
    return (child for child in tree.children if isinstance(child, lark.Tree))


def _child(tree: Tree, place: int) -> Tree:
    child = tree.children[place]
    assert isinstance(child, lark.Tree)  # noqa: S101 - so the grammar says
    return child


def _token(tree: Tree) -> str:
    return str(tree.children[0])


def _kind(tree: Tree) -> str:
    first = tree.children[0]
    return first.type if isinstance(first, lark.Token) else ""


def _leaf(tree: Tree) -> Tree | None:
    """Return what an expression is when it is one thing only."""
    while tree.data not in ("ident", "literal"):
        inner = list(_trees(tree))
        if len(inner) != 1 or len(tree.children) != 1:
            return None
        tree = inner[0]
    return tree


def _name_of(tree: Tree) -> str:
    leaf = _leaf(tree)
    return _token(leaf) if leaf is not None and leaf.data == "ident" else ""


def _is_text(tree: Tree) -> bool:
    """Say whether a function is given one text, as it stands."""
    given = tree.children[1] if len(tree.children) > 1 else None
    listed = list(_trees(given)) if isinstance(given, lark.Tree) else []
    leaf = _leaf(listed[0]) if len(listed) == 1 else None
    return leaf is not None and leaf.data == "literal" and _kind(leaf) in TEXTS
