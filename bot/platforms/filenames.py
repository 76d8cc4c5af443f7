"""Names of files: how they end, where nobody gave them an ending, and how much of them is shown."""

import re

from commands.domain.names import visible

LONGEST, LONGEST_ENDING = 140, 20

_ENDING = re.compile(rf"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{{1,{LONGEST_ENDING}}}$")
_JOINERS = "\u200c\u200d"

ENDINGS = {
    "application/geo+json": "geojson",
    "application/gpx+xml": "gpx",
    "application/json": "json",
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/vnd.google-earth.kml+xml": "kml",
    "application/vnd.google-earth.kmz": "kmz",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/zip": "zip",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/m4a": "m4a",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/opus": "opus",
    "audio/vnd.wave": "wav",
    "audio/wav": "wav",
    "audio/webm": "webm",
    "audio/x-m4a": "m4a",
    "audio/x-wav": "wav",
    "image/apng": "png",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "image/webp": "webp",
    "text/calendar": "ics",
    "text/csv": "csv",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
    "video/mpeg": "mpg",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
}
"""The usual ending of each type that people send; what may well have none (plain text, bytes) is not named."""


def clean_filename(name: str, mimetype: str = "") -> str:
    """A file's name without folders and hidden characters, with the ending of its type where it has none.

    At most 140 characters; its ending survives the cut.
    """
    shown = visible(name.replace("\\", "/").rpartition("/")[2])
    found = _ENDING.search(shown)
    usual = ENDINGS.get(mimetype.partition(";")[0].strip().lower(), "")
    ending = found[0] if found else f".{usual}" if usual else ""
    stem = shown[: found.start()] if found else shown
    return f"{stem[: LONGEST - LONGEST_ENDING if ending else LONGEST].strip(_JOINERS + ' ') or 'file'}{ending}"
