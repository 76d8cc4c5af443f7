"""The Communication Interoperability Plan of a region: goals with owner and date, markers with baseline and change."""

from commands.call import Call
from commands.domain.assets.inventory import Kind
from commands.domain.assets.readiness import Aid, Matter, Series
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.paper.papers import Asked
from commands.paper.sheets import document, in_regions, sheet, top_of
from commands.survey import editions, matters


@sheet(
    "scip",
    "Communication Interoperability Plan",
    shown="SCIP",
    prepared_by=("SWIC",),
    long=True,
    may_read=editions.in_a_region,
    standing=True,
    export=in_regions,
)
def scip(call: Call, asked: Asked) -> Document:
    """Overview, systems, gaps, the implementation plan from the goals, and the markers as appendix A."""
    seen = editions.region(call)
    top = top_of(call, asked)
    goals = sorted(
        call.store.matters(call.here.id, Series.GOAL), key=lambda one: (one.due is None, one.due, one.number)
    )
    plan = tuple(
        [one.shown, one.name, one.more.get("lane", ""), one.more.get("necp", ""), one.more.get("marker", ""),
         one.more.get("owner", ""), matters.day(one.due, call), _state(one, call)]
        for one in goals
    )  # fmt: skip
    held = call.store.holders(call.here.id)
    aid = [one for one in call.store.matters(call.here.id, Series.ASSISTANCE)
           if one.state in (Aid.DELIVERED, Aid.EVALUATED, Aid.CLOSED)]  # fmt: skip
    counts = {kind: len(list(editions.assets(call, seen, kind))) for kind in (Kind.SYSTEM, Kind.PSAP, Kind.GATEWAY)}
    blocks = editions.numbered(
        Block(number=0, label="Vision and mission"),
        Block(number=0, label="Overview", lines=(
            f"{len(seen.agencies):,} agencies, "
            + ", ".join(f"{count:,} {kind.value}{'s' if count != 1 else ''}" for kind, count in counts.items()),)),
        Block(number=0, label="Governance",
              lines=tuple(f"{one.seat.shown}: {one.who}" for one in held) or ("not set",)),
        Block(number=0, label="Technology and cybersecurity: systems", columns=editions.COLUMNS,
              rows=editions.rows(call, seen, Kind.SYSTEM)),
        editions.matrix(call, seen),
        Block(number=0, label="Funding and sustainment"),
        Block(number=0, label="Implementation plan",
              columns=("Id", "Goal", "Lane", "NECP", "Marker", "Owner", "Due", "State"), rows=plan),
        Block(number=0, label="Assistance received",
              rows=tuple([one.shown, one.name, one.more.get("came", "")] for one in aid),
              columns=("Id", "What", "Who came")),
        _markers(call),
    )  # fmt: skip
    return document(call, asked, top, content(*blocks))


def _state(one: Matter, call: Call) -> str:
    late = one.due is not None and one.due < call.at and one.state in ("planned", "under way")
    return f"{one.state}, LATE" if late else one.state


def _markers(call: Call) -> Block:
    edition, known = matters.markers()
    every = call.store.matters(call.here.id, Series.MARKER)
    table = []
    for one in known.values():
        history = [each for each in every if each.more.get("marker") == str(one.number)]
        then, now = (history[0].state, history[-1].state) if history else ("", "not set")
        last = history[-1] if history else None
        table.append(
            [
                str(one.number),
                one.topic,
                then,
                now,
                last.words if last else "",
                matters.day(last.at, call) if last else "",
            ]
        )
    return Block(number=0, label="Appendix A: markers", lines=(f"Levels as your state words them: {edition}",),
                 columns=("No", "Topic", "Baseline", "Now", "Evidence", "Set on"), rows=tuple(table))  # fmt: skip
