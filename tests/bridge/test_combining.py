"""What comes faster than a platform takes it goes out together, and each message is still one by itself."""


async def test_combined_messages_are_edited_and_removed_one_by_one(stage):
    county, state = stage.named("county", "state")
    said = [await stage.say(state) for _ in range(25)]
    await stage.settled()
    together = [each for each in said if stage.copies(each)["county"].together]
    assert len(together) > 5

    await stage.edit(together[1], "corrected in the middle of others")
    await stage.delete(together[2])
    await stage.settled()
    blocks = {}
    for each in together:
        if not each.removed:
            blocks.setdefault(stage.copies(each)["county"].native, []).append(each)
    block, whole = max(blocks.items(), key=lambda item: len(item[1]))
    for each in whole:
        await stage.delete(each)
    await stage.quiet()
    assert county.channel.find(block) is None
