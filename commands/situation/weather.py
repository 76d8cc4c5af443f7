"""What is told of the weather: an observation, a forecast, a warning; the newest of each stands in every report."""

from typing import Annotated

from commands.call import Call
from commands.domain.messages import Reply
from commands.domain.situation.reports import Subject, Weather
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import readable, told
from commands.situation.report.standing import ended, kept, stand

_SHOWN = {Weather.OBSERVATION: "Weather", Weather.FORECAST: "Forecast", Weather.WARNING: "WEATHER WARNING"}

Words = Annotated[Long, Rest(), Hint("wind and gusts, temperature, humidity, where and when")]


@command(creates=True, also=("observation", "obs"))
def weather(call: Call, words: Words = "") -> Reply | tuple[Reply, ...]:
    """Tell the weather as it is observed; alone, show what stands.

    weather RH 12, 31 C, wind W 20 G35 at DP 12.
    """
    return _tell(call, Weather.OBSERVATION, words) if words else stand(call, Subject.WEATHER)


@command(creates=True)
def forecast(call: Call, words: Words) -> tuple[Reply, ...]:
    """Tell the forecast, instead of the one that stands.

    weather forecast wind shift to NW 25 G40 at 1500, RH 9.
    """
    return _tell(call, Weather.FORECAST, words)


@command(creates=True, also=("red flag", "redflag"))
def warning(call: Call, words: Words) -> tuple[Reply, ...]:
    """Tell a warning, such as a red flag warning, to everybody at once.

    weather warning red flag until 2000. weather over: it stands no longer.
    """
    return _tell(call, Weather.WARNING, words)


@command(creates=True, also=("clear", "end"))
def over(call: Call) -> tuple[Reply, ...]:
    """Say that the warning stands no longer.

    weather over.
    """
    return ended(call, Subject.WEATHER, _SHOWN[Weather.WARNING], readable(call))


def _tell(call: Call, what: Weather, words: str) -> tuple[Reply, ...]:
    one = kept(call, Subject.WEATHER, _SHOWN[what], words=words, state=what.value)
    return told(call, one, f"{one.shown} {one.gist}", loud=what is Weather.WARNING)
