"""Each registered form is offered, explained, printed and exported; a new one is a file, and nothing else is told."""

import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.cli.forms import names
from bot.documents.forms.render import render, templates
from commands import documentation, registry
from commands.call import Call
from commands.paper import forms, sheets
from commands.paper.everything import all_forms
from commands.radio.documents import Paper
from commands.registry import nouns, spoken
from storage.tables.base import metadata
from tests.commands.conversation import ANA, BEN, BOISE, HERE, Conversation
from tests.commands.paper_story import play, printed, said_for
from tests.commands.plan_talk import build

NUMBERS = tuple(number for number, one in sheets.sheets().items() if not one.standing)

OBJECTIVES = '''
"""ICS 216, Incident Objectives."""

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of


@sheet("216", "Incident Objectives", prepared_by=("PSC",))
def ics_216(call: Call, asked: Asked) -> Document:
    """What is to be reached in the period."""
    top = top_of(call, asked)
    said = tuple(f"O-{one.number}: {one.words}" for one in call.store.objectives(call.here.id))
    sites = Block(number=5, label="Site Safety Plan", columns=("Required", "Where"), rows=(["no", "ICP #1"],))
    blank = Block(number=4, label="Operational Period Command Emphasis")
    return document(call, asked, top, content(Block(number=3, label="Objectives", lines=said), blank, sites))
'''


@pytest.fixture(scope="module")
def story():
    """A store with something for every form, told once: nothing here changes it."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.connect() as connection:
        say = play(Conversation(connection))
        build(say, BEN)
        say('medical severity:red nature:"broken leg" location:"DP 4"', ANA)
        yield say
    engine.dispose()


def exported(say):
    call = Call(who=ANA, room=HERE, at=say.now, store=say.store, zone=BOISE, incident=say.incident)
    return tuple(all_forms(call, ("finance",), Paper.LETTER))


@pytest.fixture(scope="module")
def everything(story):
    return exported(story)


def text_of(document):
    pages = PdfReader(BytesIO(render(document).content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_form_is_printed_under_its_name(story, number):
    one = sheets.sheets()[number]
    (reply,) = story.replies(said_for(one), ANA, direct=True)

    assert one.template in templates()
    assert reply.documents[0].title.startswith(f"{one.shown} {one.title}")
    assert "BEAR CREEK FIRE" in text_of(printed(story, said_for(one), ANA, direct=True)).upper()


@pytest.mark.parametrize("number", NUMBERS)
def test_each_form_is_in_the_help_and_offered_in_the_room_and_the_shell(story, number):
    one = sheets.sheets()[number]
    told = story("help form").replace(",", " ").replace(".", " ").split()
    field = story.replies("form form")[0].form.fields[0]

    assert one.name in told
    assert one.name in field.options
    assert one.name in names()


@pytest.mark.parametrize("number", NUMBERS)
def test_each_form_is_in_an_export_or_says_why_not(everything, number):
    one = sheets.sheets()[number]
    if isinstance(one.export, str):
        assert one.export
    else:
        assert any(made.title.startswith(f"{one.shown} {one.title}") for _, made in everything)


def test_what_a_restricted_group_may_read_alone_is_in_its_own_folder(everything):
    groups = {
        made.template: {group for group, one in everything if one.template == made.template} for _, made in everything
    }

    assert groups["icsmir"] == {"medical"}
    assert groups["ics309"] == {"main", "finance"}
    assert groups["ics205a"] == {"main"}


@pytest.fixture
def restart(monkeypatch):
    """Reads the forms and the command again, as a program does that starts with one file more; all is put back."""
    nouns()
    kept, verbs, command = list(sheets._declared), list(registry._declared), documentation.form

    def read(folder):
        monkeypatch.setattr(forms, "__path__", [*forms.__path__, str(folder)])
        registry._declared[:] = [verb for verb in registry._declared if verb.noun != "form"]
        sys.modules.pop("commands.documentation.form")
        for one in (sheets.sheets, nouns, spoken):
            one.cache_clear()

    yield read
    sheets._declared[:], registry._declared[:] = kept, verbs
    for file in {name for name in sys.modules if name.startswith("commands.paper.forms.made_up")}:
        del sys.modules[file]
    sys.modules["commands.documentation.form"] = documentation.form = command
    for one in (sheets.sheets, nouns, spoken):
        one.cache_clear()


def test_a_new_form_is_one_file(story, restart, tmp_path):
    (tmp_path / "made_up_216.py").write_text(OBJECTIVES)
    restart(tmp_path)

    assert "filled from the record: ICS 201, 202, 203, 204" in story("help form")
    assert " 214, 216, 217A" in story("form 999")
    made = printed(story, "form 216")
    assert made.filename == "bear-creek-ICS-216-OP-1-20261122-1300Z.pdf"
    text = text_of(made)
    for part in (
        "ICS 216 INCIDENT OBJECTIVES, BEAR CREEK FIRE",
        "Incident Name Bear Creek Fire",
        "3. Objectives O-1: Keep the fire north of the river O-2: no one hurt",
        "4. Operational Period Command Emphasis",
        "5. Site Safety Plan Required Where no ICP #1",
        "Position/Title: Planning Section Chief",
    ):
        assert part in text, part
    assert [group for group, one in exported(story) if one.title.startswith("ICS 216 ")] == ["main"]


@pytest.mark.parametrize(
    ("more", "exports"),
    [
        ("export='it is written by hand'", 0),
        ("export=lambda call, groups: [Print(group=one) for one in groups]", 2),
        ("private='for few'", 1),
    ],
)
def test_what_a_file_says_of_its_form_is_kept(story, restart, tmp_path, more, exports):
    file = OBJECTIVES.replace('("PSC",)', f'("PSC",), {more}').replace("import document", "import Print, document")
    (tmp_path / "made_up_216.py").write_text(file)
    restart(tmp_path)

    assert len([one for _, one in exported(story) if one.title.startswith("ICS 216 ")]) == exports
    assert ("; form 216 for few." in story("help form") or "form 216 for few; " in story("help form")) == (
        "private" in more
    )


def test_two_forms_of_one_number_are_a_fault_of_the_program(restart, tmp_path):
    (tmp_path / "made_up_211.py").write_text(OBJECTIVES.replace('"216"', '"211"'))
    restart(tmp_path)

    with pytest.raises(ValueError, match="two forms are called '211'"):
        sheets.sheets()
