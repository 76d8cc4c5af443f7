"""How pages are told: the card in the rooms, the words to those who are paged, and who stands where."""

from collections.abc import Iterator, Sequence

from commands.call import Call
from commands.domain.cards import words as in_words
from commands.domain.messages import Audience, Card, Choice, Colour, Reply, Table
from commands.domain.moments import clock, near, shown
from commands.domain.notification.notices import Notice, Precedence
from commands.domain.notification.pages import Page, PageStep, Paging
from commands.line.who import OFF_CHAT
from commands.shared.reaching import Words

COLOURS = {
    Paging.OPEN: Colour.YELLOW,
    Paging.EXHAUSTED: Colour.RED,
    Paging.ACKED: Colour.GREEN,
    Paging.CLOSED: Colour.GREY,
}


def choices(one: Page) -> tuple[Choice, ...]:
    """The buttons below a page that waits."""
    if not one.waits:
        return ()
    return (
        Choice(f"I have {one.shown}", f"page ack {one.shown}", "✅"),
        Choice(f"Cannot {one.shown}", f"page cannot {one.shown}", "❌"),
    )


def written(call: Call, one: Page, title: str) -> Words:
    """The page as it goes out by mail and by text."""
    number = f" to {call.carrying.number}" if call.carrying.number else ""
    options = f"{one.code} 1 = have it, {one.code} 2 = cannot"
    text = f"{one.shown} {title}: {one.words} - {one.by_name}, {call.here.name}. Reply {options}"
    by = f"{one.precedence.value}, by {one.by_name}, {shown(one.at, call.zone)}"
    lines = [
        f"{call.here.name}: page {one.shown} for {title}, {by}.",
        "",
        one.words,
        "",
        f"To take it: say “{call.everywhere} page ack {one.shown}” or press “I have {one.shown}” in the incident's chat"
        + (f", or text {one.code} 1{number}." if number else "."),
        f"If you cannot: “{call.everywhere} page cannot {one.shown}”"
        + (f", or text {one.code} 2{number}." if number else "."),
        "Reading this acknowledges nothing.",
    ]
    return Words(subject=f"[{one.code}] {one.shown} {one.words[:60]}", mail="\n".join(lines), text=text)


def card(call: Call, one: Page, steps: Sequence[PageStep], notices: Sequence[Notice] = ()) -> Card:
    """Where a page stands: who is asked, who was, what becomes of it next."""
    rows = tuple(_rows(call, steps, notices))
    return Card(
        title=f"{one.shown} {_state(call, one)}",
        fields=(("To", one.to), ("Page", one.words), ("By", f"{one.by_name}, {one.precedence.value}"), *_about(one)),
        table=Table(("Step", "Who", "How it stands"), rows) if rows else None,
        footer=f"{_next(call, one)}as of {shown(call.at, call.zone)}",
        colour=COLOURS[one.state],
    )


def _about(one: Page) -> tuple[tuple[str, str], ...]:
    return (("Made of", one.about),) if one.about else ()


def _state(call: Call, one: Page) -> str:
    if one.state is Paging.ACKED and one.acked:
        return f"acknowledged by {one.acked_name} {near(one.acked, call.at, call.zone)}{one.acked_how}"
    return {Paging.OPEN: "waits", Paging.EXHAUSTED: "NOT ACKNOWLEDGED"}.get(one.state, one.state.value)


def _next(call: Call, one: Page) -> str:
    return f"next step at {clock(one.alarm, call.zone)}; " if one.alarm and one.state is Paging.OPEN else ""


def _rows(call: Call, steps: Sequence[PageStep], notices: Sequence[Notice]) -> Iterator[tuple[str, str, str]]:
    for step in steps:
        if not step.person:
            yield str(step.step), step.title, "nobody: passed at once"
            continue
        who = step.name if step.title == step.name else f"{step.title} {step.name}"
        mine = [f"{n.kind.value} {n.shown}" for n in notices if n.person == step.person and n.wave == step.step]
        stands = "; ".join(filter(None, (step.how, *mine))) if step.reached else "not yet asked"
        said = f"; said cannot {clock(step.cannot, call.zone)}" if step.cannot else ""
        yield str(step.step), who, f"{stands}{said}"


def told(call: Call, one: Page, steps: Sequence[PageStep]) -> tuple[Reply, ...]:
    """A step that begins: the card for the rooms, the page for those who are asked."""
    asked = [step for step in steps if step.step == one.step and step.person]
    names = ", ".join(f"{step.title} {step.name}" if step.title != step.name else step.name for step in asked)
    text = (
        f"PAGE {one.shown} to {names}: “{one.words}” ({one.by_name}). Next step at {clock(one.alarm, call.zone)}."
        if one.alarm
        else f"PAGE {one.shown} to {names}: “{one.words}” ({one.by_name})."
    )
    loud = one.precedence is not Precedence.ROUTINE
    public = Reply(
        text=text, card=card(call, one, steps), audience=Audience.MAIN, loud=loud, choices=choices(one), about=one.shown
    )
    keys = tuple(step.person for step in asked if not step.person.startswith(OFF_CHAT))
    private = f"PAGE {one.shown} for you: “{one.words}” ({one.by_name}, {one.precedence.value})"
    direct = Reply(text=private, audience=Audience.PRIVATE, to=keys, loud=True, notify=True, choices=choices(one))
    return (public, direct) if keys else (public,)


def nobody(call: Call, one: Page, steps: Sequence[PageStep], *, last: bool) -> Reply:
    """At the end of the chain, said loudly."""
    asked = ", ".join(
        dict.fromkeys(
            f"{step.title} {step.name}" if step.title != step.name else step.name for step in steps if step.person
        )
    )
    end = f" It is not said again; {call.everywhere} page list shows it." if last else ""
    who = f"asked: {asked}" if asked else "none of those to be asked is held by anybody"
    return Reply(
        text=f"{one.shown} NOT ACKNOWLEDGED, {who}. “{one.words}” ({one.by_name}){end}",
        audience=Audience.MAIN, loud=True, choices=choices(one), about=one.shown,
    )  # fmt: skip


def stands(call: Call, one: Page) -> Reply:
    """A page for whoever asks."""
    shown_ = card(call, one, call.store.page_steps(one.id), call.store.notices_of(one.incident, one.shown))
    return Reply(text=in_words(shown_), card=shown_, choices=choices(one))
