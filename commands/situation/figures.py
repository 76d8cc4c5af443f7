"""The figures of an incident: typed once, carried by every report until they are said anew."""

from typing import Annotated

from commands.call import Call
from commands.domain.messages import Reply
from commands.domain.situation.reports import Figure, Subject
from commands.line.signature import Hint
from commands.registry import command
from commands.shared.belonging import told
from commands.situation.report.standing import kept, stand


@command(creates=True)
def figures(
    call: Call,
    *,
    size: Annotated[str, Hint("with its unit: 1,200 ac")] = "",
    contained: Annotated[str, Hint("percent contained or completed")] = "",
    structures: Annotated[str, Hint("threatened, damaged, destroyed")] = "",
    evacuated: Annotated[str, Hint("how many persons, from where")] = "",
) -> Reply | tuple[Reply, ...]:
    """Set the incident's figures, one or several; the others stay. Alone, show those that stand.

    figures size:"1,200 ac" contained:15% structures:"40 threatened, 2 destroyed"
    """
    percent = f"{contained}%" if contained.isdecimal() else contained
    said = {Figure.SIZE: size, Figure.CONTAINED: percent, Figure.STRUCTURES: structures, Figure.EVACUATED: evacuated}
    given = {figure: words for figure, words in said.items() if words}
    if not given:
        return stand(call, Subject.FIGURES)
    made = [kept(call, Subject.FIGURES, figure.value.capitalize(), words=words) for figure, words in given.items()]
    return told(call, made[-1], "; ".join(f"{one.shown} {one.gist}" for one in made))
