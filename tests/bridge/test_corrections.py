"""A change that comes late says so in a line of its own: crews may have acted on the first wording."""

import pytest

from tests.bridge.places import Place
from tests.bridge.stage import staged
from tests.helpers import eventually


@pytest.mark.timeout(200)
async def test_a_late_edit_and_a_late_removal_are_told_beside_the_change(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk", late_correction_seconds=1) as stage:
        county, city, state, forest = stage.places
        said = [await stage.say(place, f"meet at DP 12, {place.name}") for place in (county, state)]
        quick = await stage.say(forest, "at once")
        await stage.edit(quick, "at once, corrected")
        await stage.settled()
        late = max(float(stage.copies(each)[city.name].native) for each in said) + 1.1
        await eventually(lambda: stage.slack.now() > late)  # the setting is a second
        for each in said:
            await stage.edit(each, each.text.replace("12", "21"))
        await stage.settled()

        async def told(words: str, places: list[Place]) -> bool:
            await stage.look()
            return all(any(words in note for note in stage.notes(place)) for place in places)

        await eventually(lambda: told("CORRECTION to Joe Park", [city, state, forest]))
        await eventually(lambda: told("CORRECTION to Bob Ray", [county, city, forest]))
        await eventually(lambda: told("DP 12, → DP 21,", [city, forest]))
        assert not await told("CORRECTION to Ann Lee", [county])

        await stage.delete(said[0])
        await eventually(lambda: told("removed", [city, state, forest]))
        await stage.quiet()
