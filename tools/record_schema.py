"""Write docs/record.schema.json anew: the JSON schema of what ``netcontrol export`` writes.

Usage: python tools/record_schema.py
"""

import json
from pathlib import Path

from storage.whole import schema

WHERE = Path(__file__).parent.parent / "docs" / "record.schema.json"


def written() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    WHERE.write_text(written(), encoding="utf-8")
