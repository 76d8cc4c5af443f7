"""Names that people chose, as names of files and folders."""

import hashlib
import re

LONGEST = 100
"""Characters of a name; file systems take 255 bytes, and a letter may have four."""

_ELSE = re.compile(r"[^\w.]+")
_DEVICES = frozenset({"con", "prn", "aux", "nul"})
"""Names that Windows keeps for itself: a folder that is carried there on a stick must open."""


def slug(name: str) -> str:
    """A name that is one part of a path on every system, and never leads out of its folder.

    What cannot stay as it is (marks, blanks, a dot in front) gives way, and six digits of the name's digest keep two
    names apart that would look alike then: ``Air/Ground`` → ``Air-Ground-5c3d1e``.
    """
    kept = _ELSE.sub("-", name).strip("-. ")[:LONGEST].rstrip("-. ")
    if kept and kept == name and kept.partition(".")[0].casefold() not in _DEVICES:
        return kept
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{kept}-{digest}" if kept else digest
