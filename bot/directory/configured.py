"""The configuration's incidents, rooms and schedules → the store.

A value of the file applies when the file has changed since the last start; what people change by command stands until
then. A room removed from the file is unlinked, a room unlinked by command is not linked again by an unchanged file. A
Matrix room that was upgraded may still go by the name that it had.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.config.model import Config, RegionConfig
from bot.directory import upgrades
from commands.domain.alerts.alerts import AlertWatch
from commands.domain.assets.regions import Use
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Room
from commands.domain.schedules import Schedule, Source
from storage.store import Work

DIGEST = "config/digest"

FILE = "file"
"""Whose word it is that an incident uses a region, where the file says so."""

Place = tuple[str, str]
"""An incident and a group."""


def apply(work: Work, config: Config, at: datetime) -> bool:
    """Bring the store to what the file says, if the file has changed since the last time; True if it had."""
    digest = config.digest()
    if work.keeping.fact(DIGEST) == digest:
        return False
    for slug, settings in config.records.items():
        _incident(work, slug, settings, at, standing=slug in config.region)
        _schedules(work, slug, settings, at)
        _watch(work, slug, settings, at)
    for slug, incident in config.incident.items():
        _uses(work, slug, incident.regions, at)
    _rooms(work, config)
    work.keeping.set_fact(DIGEST, digest)
    return True


def _incident(work: Work, slug: str, settings: RegionConfig, at: datetime, *, standing: bool) -> None:
    known = work.record.get(Incident, slug)
    zone = settings.timezone or ""
    if known is None:
        work.record.add(Incident(id=slug, name=settings.name, timezone=zone, opened=at, standing=standing))
    elif (known.name, known.timezone) != (settings.name, zone):
        work.record.save(replace(known, name=settings.name, timezone=zone))


def _watch(work: Work, slug: str, settings: RegionConfig, at: datetime) -> None:
    """Which sources an incident watches is the file's; its area is, where the file names one."""
    known = work.record.alert_watch(slug)
    if known is None:
        if settings.alerts or settings.area:
            work.record.add(AlertWatch(incident=slug, sources=settings.alerts, area=settings.area, at=at))
        return
    area, by = (settings.area, "") if settings.area else (known.area, known.by_name)
    if (known.sources, known.area) != (settings.alerts, area):
        work.record.save(replace(known, sources=settings.alerts, area=area, by_name=by, at=at))


def _uses(work: Work, slug: str, wanted: tuple[str, ...], at: datetime) -> None:
    """An incident uses the regions that the file names; those that it came to by a code stay."""
    known = {one.region: one for one in work.record.uses(slug)}
    for region in wanted:
        if region not in known:
            work.record.add(Use(incident=slug, region=region, at=at, by=FILE, by_name="the configuration"))
    for region, one in known.items():
        if one.by == FILE and region not in wanted:
            work.record.save(replace(one, ended=at, ended_by=FILE))


def _schedules(work: Work, slug: str, settings: RegionConfig, at: datetime) -> None:
    wanted = [(say.command, say.cron or "", say.interval) for say in settings.say]
    known = [one for one in work.record.schedules(slug) if one.source is Source.FILE]
    for schedule in known:
        if _timing(schedule) not in wanted:
            work.record.remove(schedule)
    have = [_timing(schedule) for schedule in known]
    for command, cron, every in wanted:
        if (command, cron, every) not in have:
            work.record.add(Schedule(incident=slug, command=command, cron=cron, every=every, anchor=at))


def _timing(schedule: Schedule) -> tuple[str, str, object]:
    return schedule.command, schedule.cron, schedule.every


def _rooms(work: Work, config: Config) -> None:
    known = {linked.room: linked for linked in work.rooms.all()}
    wanted = _wanted(work, known, dict(_named(config)))
    for room, (incident, group) in wanted.items():
        linked = known.get(room)
        fresh = LinkedRoom(room=room, incident=incident, group=group)
        if linked is None:
            work.rooms.put(fresh)
        elif (linked.incident, linked.group) != (incident, group) or linked.state is RoomState.UNLINKED:
            work.rooms.put(replace(fresh, name=linked.name))  # heard from now on, not from where it was heard before
            work.keeping.set_fact(f"announced/{room}", None)
    for room, linked in known.items():
        if linked.origin == "file" and room not in wanted and linked.state is not RoomState.UNLINKED:
            work.rooms.put(replace(linked, state=RoomState.UNLINKED, why="removed from the configuration"))
            work.outbox.drop_held(room, "the room was removed from the configuration while it was paused")


def _wanted(work: Work, known: Mapping[Room, LinkedRoom], named: Mapping[Room, Place]) -> dict[Room, Place]:
    """The rooms that the file names, each by the one that replaced it; what is said of that one itself comes first."""
    heirs = {room: upgrades.heir(work, known, room) for room in named}
    return {heirs[room]: named[room] for room in sorted(named, key=lambda room: heirs[room] == room)}


def _named(config: Config) -> Iterator[tuple[Room, Place]]:
    for slug, settings in config.records.items():
        for room in settings.rooms:
            yield Room.parse(room), (slug, MAIN)
        for name, group in settings.group.items():
            for room in group.rooms:
                yield Room.parse(room), (slug, name)
