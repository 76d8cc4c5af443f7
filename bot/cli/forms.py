"""The forms that the command line knows."""


def names() -> tuple[str, ...]:
    """The forms that there are, by the names under which they are asked for."""
    from commands.paper.sheets import sheets
    from commands.radio.documents import Form as Export

    return (*(one.name for one in sheets().values()), *(one.value for one in Export if one.value not in sheets()))
