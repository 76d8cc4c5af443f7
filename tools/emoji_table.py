"""Write bot/platforms/emoji_names.csv anew from the npm package emoji-datasource (MIT), whose short names are Slack's.

Usage: python tools/emoji_table.py [path of its emoji.json] (without one, npm fetches the package).
A row is one emoji: its code points, its short names (Slack's first one first), and how it is written with one or
several skin tones, each in the place of a question mark.
"""

import csv
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

WHERE = Path(__file__).parent.parent / "bot" / "platforms" / "emoji_names.csv"
TONES = ("1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF")


def rows(entries):
    """The rows for what emoji.json lists, in its order; ValueError where skin tones follow no pattern."""
    for entry in sorted(entries, key=lambda entry: entry["sort_order"]):
        yield entry["unified"], " ".join(entry["short_names"]), " ".join(patterns(entry))


def patterns(entry):
    """``1F44B-?`` for all five tones of a waving hand; a handshake has one for one tone and one for two."""
    found = {}
    for key, variation in (entry.get("skin_variations") or {}).items():
        codes = variation["unified"].split("-")
        tones = [code for code in codes if code in TONES]
        if tones != key.split("-"):
            raise ValueError(f"{entry['short_name']}: {key} is written {variation['unified']}")
        found.setdefault(len(tones), set()).add("-".join("?" if code in TONES else code for code in codes))
    if any(len(each) > 1 for each in found.values()):
        raise ValueError(f"{entry['short_name']}: its skin tones follow no pattern")
    return [pattern for number in sorted(found) for pattern in found[number]]


def fetched():
    """emoji.json of the package's newest release."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "emoji-datasource", "--silent"], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder, packed.stdout.split()[-1])) as archive:
            return json.load(archive.extractfile("package/emoji.json"))


def main(paths):
    entries = json.loads(Path(paths[0]).read_text(encoding="utf-8")) if paths else fetched()
    with WHERE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("emoji", "names", "toned"))
        table.writerows(rows(entries))


if __name__ == "__main__":
    main(sys.argv[1:])
