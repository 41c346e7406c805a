"""What the pane and the report say can be followed there: they have no command line."""

from __future__ import annotations

from xl_addin.model.problems.catalogue import catalogue

# Said by a command in scripts/ and nowhere else, or to the planning group through a group's template.
OF_COMMANDS = (
    "serve_",
    "demo_",
    "usage_",
    "office_",
    "list_",
    "codes_to_confirm",
    "decision_of_any_file",
    "form_there",
    "offices_",
    "templates_no_such_rows",
    "templates_no_tables",
    "templates_there",
    "page_room_none",
    "register_exists",
)


def test_no_message_sends_a_person_in_the_pane_to_an_option_or_a_script() -> None:
    said = {
        id_: f"{message.text['th']} {message.fix['th']}"
        for id_, message in catalogue().items()
        if not id_.startswith(OF_COMMANDS)
    }

    assert [id_ for id_, text in said.items() if " --" in text or "python" in text or ".py" in text] == []
