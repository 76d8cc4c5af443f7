"""A page goes from step to step; whoever has it ends it for everybody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.messages import Audience, Reply
from commands.domain.moments import near
from commands.domain.moves import step
from commands.domain.notification.notices import Notice, NoticeState
from commands.domain.notification.pages import AGAIN, PAGING, SERIES, Page, PageStep, Paging
from commands.domain.notification.ways import Way
from commands.domain.schedules import Timer
from commands.line.who import OFF_CHAT
from commands.notification.page.telling import nobody, told, written
from commands.notification.page.whom import Target
from commands.shared import rights
from commands.shared.owing import to_person
from commands.shared.reaching import fix, known_ways, planned, unusable
from commands.shared.speaker import own_name


def page_of(call: Call, number: int) -> Page:
    """The page of that number; Refused where there is none."""
    one = call.store.numbered(Page, call.here.id, number)
    if one is None:
        raise Refused(
            f"There is no {SERIES}-{number} here; nothing was changed. {call.prefix} page list shows what waits."
        )
    return one


def keep_steps(call: Call, one: Page, targets: Sequence[Target], first: int = 1) -> None:
    """Keep who is asked, as it stands now: what changes later changes no running page."""
    for number, target in enumerate(targets, first):
        for key, name, title in target.people or (("", "", target.title),):
            line = PageStep(incident=one.incident, page=one.id, step=number, title=title, person=key, name=name)
            call.store.add(line)


def advance(call: Call, one: Page) -> tuple[Reply, ...]:
    """Begin the next step that has somebody; at the end of them say loudly that nobody has it."""
    lines = call.store.page_steps(one.id)
    coming = sorted({line.step for line in lines if line.step > one.step and line.person and not line.cannot})
    if not coming:
        return _exhausted(call, one, lines)
    alarm = call.at + one.wait
    one = replace(one, state=step(PAGING, one.state, "next", one.shown), step=coming[0], wave=coming[0], alarm=alarm)
    one = call.store.save(one)
    _ring(call, one, alarm)
    for title, people in _by_title(line for line in lines if line.step == one.step and line.person):
        _reach(call, one, title, people)
    return told(call, one, call.store.page_steps(one.id))


def _by_title(lines: Iterable[PageStep]) -> list[tuple[str, list[PageStep]]]:
    found: dict[str, list[PageStep]] = {}
    for line in lines:
        found.setdefault(line.title, []).append(line)
    return [*found.items()]


def _reach(call: Call, one: Page, title: str, lines: Sequence[PageStep]) -> None:
    every = known_ways(call, {line.person: line.name for line in lines})
    for line in lines:
        on_chat = not line.person.startswith(OFF_CHAT)
        used = planned(call, every[line.person], one.precedence, elsewhere=on_chat)
        fixed = fix(call, of=one.shown, wave=one.step, key=line.person, name=line.name, used=used,
                    words=written(call, one, title), code=one.code, precedence=one.precedence)  # fmt: skip
        how = _how(call, one, on_chat=on_chat, fixed=fixed, ways=every[line.person])
        call.store.save(replace(line, reached=call.at, how=how))


def _how(call: Call, one: Page, *, on_chat: bool, fixed: Sequence[Notice], ways: Sequence[Way]) -> str:
    direct = "direct message queued" if on_chat else ""
    if fixed:
        return direct
    why = [f"{way.kind.value} {unusable(call, way, one.precedence)}" for way in ways] or ["no way is known"]
    return "; ".join(filter(None, (direct, "" if on_chat and not ways else ", ".join(why))))


def _ring(call: Call, one: Page, at: datetime) -> None:
    call.store.add(Timer(incident=one.incident, at=at, command=f"page next {one.shown}"))


def _exhausted(call: Call, one: Page, lines: Sequence[PageStep]) -> tuple[Reply, ...]:
    last = one.told >= len(AGAIN)
    alarm = None if last else call.at + AGAIN[one.told]
    state = step(PAGING, one.state, "exhaust", one.shown)
    one = call.store.save(replace(one, state=state, told=one.told + 1, alarm=alarm))
    if alarm:
        _ring(call, one, alarm)
    said = nobody(call, one, lines, last=last)
    return (said, *to_person(one.by, said.text))


def acknowledge(call: Call, one: Page, how: str = "") -> tuple[Reply, ...]:
    """Whoever was paged has it: every chain of it ends in this transaction."""
    if over := _over(call, one):
        return (over,)
    lines = call.store.page_steps(one.id)
    _is_asked(call, one, lines)
    state = step(PAGING, one.state, "ack", one.shown)
    one = replace(one, state=state, alarm=None, ended=call.at, acked=call.at, acked_how=how)
    one = call.store.save(replace(one, acked_by=call.who.key, acked_name=own_name(call)))
    call.store.drop_notices(one.incident, one.shown, call.at)
    text = f"{one.shown} acknowledged by {own_name(call)} {near(call.at, call.at, call.zone)}{how}: “{one.words[:120]}”"
    public = Reply(text=text, audience=Audience.MAIN, loud=True, about=one.shown)
    return (public, *_also(call, one))


def _also(call: Call, one: Page) -> tuple[Reply, ...]:
    """What a page was made of is acknowledged with it."""
    if not one.about:
        return ()
    try:
        return decide(f"ack {one.about}", call)
    except Refused:
        return ()


def _over(call: Call, one: Page) -> Reply | None:
    if one.state is Paging.ACKED and one.acked:
        when = near(one.acked, call.at, call.zone)
        return Reply(
            text=f"{one.shown} was acknowledged {when} by {one.acked_name}{one.acked_how}. Nothing was changed."
        )
    if one.state is Paging.CLOSED and one.ended:
        when = near(one.ended, call.at, call.zone)
        return Reply(text=f"{one.shown} was closed {when} by {one.acked_name}. Nothing was changed.")
    return None


def _is_asked(call: Call, one: Page, lines: Sequence[PageStep]) -> None:
    """Only those who are asked, the desk and the IC can have it."""
    if mine(call, lines) or rights.may_do("page take", call):
        return
    names = ", ".join(dict.fromkeys(f"{line.title} {line.name}" for line in lines if line.person)) or "nobody"
    raise Refused(
        f"{one.shown} is for those who were paged, the radio desk and the IC: {names}. Nothing was changed; "
        f"it still waits. Tell one of them."
    )


def unreached(call: Call, one: Page) -> tuple[Reply, ...]:
    """The next step, where everything that was sent in this one failed and nobody of it is on chat."""
    lines = [line for line in call.store.page_steps(one.id) if line.step == one.step and line.person]
    sent = [notice for notice in call.store.notices_of(one.incident, one.shown) if notice.wave == one.wave]
    on_chat = any(not line.person.startswith(OFF_CHAT) for line in lines)
    if one.state is not Paging.OPEN or on_chat or any(notice.state is not NoticeState.FAILED for notice in sent):
        return ()
    return advance(call, one)


def mine(call: Call, lines: Iterable[PageStep]) -> list[PageStep]:
    """The lines in which the speaker is asked: by account, or by name where they were named without one."""
    keys = {*call.store.same_person(call.who.key), call.who.key}
    return [line for line in lines if line.person in keys or line.person == f"{OFF_CHAT}{unit_key(own_name(call))}"]


def cannot(call: Call, one: Page, how: str = "") -> tuple[Reply, ...]:
    """Somebody cannot; where all of the step have said so, the next one begins at once."""
    if over := _over(call, one):
        return (over,)
    lines = call.store.page_steps(one.id)
    asked = mine(call, lines)
    if not asked:
        _is_asked(call, one, lines)
    for line in asked:
        call.store.save(replace(line, cannot=call.at))
        call.store.drop_notices(one.incident, one.shown, call.at, (line.person,))
    text = f"{one.shown}: {own_name(call)} cannot{how}."
    left = [line for line in call.store.page_steps(one.id) if line.step == one.step and line.person and not line.cannot]
    noted = Reply(text=text, audience=Audience.MAIN, about=one.shown)
    return (noted,) if left or one.state is not Paging.OPEN else (noted, *advance(call, one))
