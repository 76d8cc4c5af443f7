"""The methods of the Web API, by family. Importing this enters them all into the table."""

from . import channels, chat, files, marks, people, views

__all__ = ["channels", "chat", "files", "marks", "people", "views"]
