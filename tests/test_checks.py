"""The checks, each seen failing once on a project that conforms without the fault."""

from __future__ import annotations

import pytest

from tests.small_project import DOCUMENT, SmallProject

LIST_OF_THREE = """ ; pg:industry industry:cement .
plan:green-plan pg:setsTarget target:000-output-2025 .
list:000-three a pg:Enumeration ; pg:statedSize 3 ; pg:memberKind kind:goal ; pg:about plan:green-plan ."""

#: What the target of the small reading hangs on.
HOOKS = " ; pg:industry industry:cement .\nplan:green-plan pg:setsTarget target:000-output-2025 ."


def test_the_small_project_conforms(project: SmallProject) -> None:
    assert project.messages() == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("Spring is beautiful", "Spring was beautiful", "quote not found in seeds/small.txt", id="quote"),
        pytest.param("> Green news", "> Green", "quote stands 3 times in seeds/small.txt", id="quote-repeated"),
        pytest.param(
            "> Spring is beautiful.\n\nNot modelled: rhetoric -- the season\n", "", "are in no quote", id="left"
        ),
        pytest.param('pg:namedAs "Green Plan"', 'pg:namedAs "Red Plan"', "does not stand in the quote", id="name"),
        pytest.param("600000000000.0", "610000000000.0", "610000000000", id="value"),
        pytest.param("unit:CCY_CNY", "unit:TONNE", "unit", id="unit"),
        pytest.param("bound:at-least", "bound:exactly", "bound", id="bound"),
        pytest.param("pg:year 2025", "pg:year 2026", "2026", id="year"),
        pytest.param('pg:asStated "600 billion yuan"', 'pg:asStated "600 billion euro"', "does not stand", id="words"),
        pytest.param("pg:issuedBy", "pg:isuedBy", "pg:isuedBy is not declared; did you mean pg:issuedBy?", id="term"),
        pytest.param("industry:cement", "industry:cemment", "did you mean industry:cement?", id="concept"),
        pytest.param("status:issued", "unknown:issued", "Turtle does not parse", id="prefix"),
        pytest.param("a pg:Plan ;", "a pg:Plan", "Turtle does not parse", id="turtle"),
        pytest.param("actor:hubei-provincial-government ;", "[] ;", "a blank node", id="blank-node"),
        pytest.param("status:issued", "<issued>", "a relative IRI, <issued>", id="relative-iri"),
        pytest.param(HOOKS, " .", "A figure hangs on something", id="hangs-nowhere"),
        pytest.param(
            "pg:status status:issued ;", 'dcterms:issued "2024-05-01"^^xsd:date ;', "is not a day that", id="date"
        ),
        pytest.param(HOOKS, LIST_OF_THREE, "pg:statedSize 3 is no number of the quote", id="size"),
        pytest.param("document: small.txt", "document: smal.txt", "no document seeds/smal.txt", id="document"),
    ],
)
def test_a_fault_in_a_reading_is_a_finding_with_its_line(
    project: SmallProject, before: str, after: str, said: str
) -> None:
    project.edit(before, after)
    result = project.check()
    assert not result.conforms
    lines = [str(finding) for finding in result.findings]
    assert any(said in line for line in lines), lines
    assert all("\n" not in line for line in lines)


def test_a_finding_names_the_line_of_the_quote(project: SmallProject) -> None:
    project.edit("Spring is beautiful.", "Spring is very beautiful.")
    line = project.reading.read_text("utf-8").splitlines().index("> Spring is very beautiful.") + 1
    wanted = f"graph/readings/small.md:{line}: quote not found in seeds/small.txt; nearest is at 1"
    assert any(message.startswith(wanted) for message in project.messages()), project.messages()


def test_a_turtle_fault_is_named_by_its_own_line(project: SmallProject) -> None:
    project.edit("pg:indicator indicator:output-value", "pg:indicator indicator;output-value")
    lines = project.reading.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "indicator;output-value" in line)
    assert any(m.startswith(f"graph/readings/small.md:{number}: Turtle does not parse") for m in project.messages())


def test_an_entity_that_no_passage_uses_is_a_finding(project: SmallProject) -> None:
    text = project.entities.read_text("utf-8")
    extra = 'actor:nobody a pg:Enterprise ; rdfs:label "Nobody"@en , "无"@zh ; pg:chineseNameBasis basis:known-name .\n'
    project.entities.write_text(text + extra, "utf-8")
    assert any("actor:nobody is used by no passage" in message for message in project.messages())


def test_an_entity_has_one_label_a_language(project: SmallProject) -> None:
    text = project.entities.read_text("utf-8")
    project.entities.write_text(text + 'place:hubei rdfs:label "Hupeh"@en .\n', "utf-8")
    assert any('place:hubei has two labels, "Hubei" and "Hupeh"' in message for message in project.messages())


def test_a_numbered_slug_carries_the_number_of_its_document(project: SmallProject) -> None:
    project.document.rename(project.document.with_name("005_small.txt"))
    sums = project.folder / "seeds" / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace("small.txt", "005_small.txt"), "utf-8")
    project.edit("document: small.txt", "document: 005_small.txt")
    project.edit("document:small ", "document:005_small ")
    (message,) = project.messages()
    assert message.endswith("target:000-output-2025 carries another document's number; begin its slug with 005")


def test_a_list_names_no_more_members_than_it_is_said_to_have(project: SmallProject) -> None:
    project.edit(
        "plan:green-plan pg:setsTarget target:000-output-2025 .",
        "plan:green-plan pg:setsTarget target:000-output-2025 .\n"
        "list:000-x a pg:Enumeration ; pg:statedSize 1 ; pg:memberKind kind:x ;\n"
        "    pg:names industry:cement , place:hubei .",
    )
    assert any("list:000-x names 2 members of 1 stated" in message for message in project.messages())


def test_a_repair_repairs_words_that_are_printed(project: SmallProject) -> None:
    note = """```turtle editorial
repair:000-x a pg:TranslationNote ; pg:repairs <> ; pg:asPrinted "Autumn"@en ; pg:readAs "Winter"@en ;
    pg:rationale "x"@en ; pg:confidence confidence:high .
```
"""
    project.edit("Not modelled: rhetoric -- the season\n", f"Not modelled: rhetoric -- the season\n\n{note}")
    assert any('pg:asPrinted "Autumn" does not stand' in message for message in project.messages())


def test_a_figure_is_read_as_its_repair_reads_it(project: SmallProject) -> None:
    project.write_document(DOCUMENT.replace("2025", "2052").encode())
    project.edit("by 2025", "by 2052")
    assert any("2025" in message for message in project.messages())
    note = """```turtle editorial
repair:000-year a pg:TranslationNote ; pg:repairs <> ; pg:asPrinted "2052"@en ; pg:readAs "2025"@en ;
    pg:rationale "The digits were swapped."@en ; pg:confidence confidence:high .
```
"""
    project.edit("> Spring is", f"{note}\n> Spring is")
    assert project.messages() == []


def test_a_second_reading_of_a_document_is_a_finding(project: SmallProject) -> None:
    copy = project.reading.with_name("small-again.md")
    copy.write_text(project.reading.read_text("utf-8"), "utf-8")
    assert any("a second reading of small.txt" in message for message in project.messages())


def test_what_two_documents_say_differently_is_a_warning(project: SmallProject) -> None:
    import hashlib

    other = DOCUMENT.replace("600 billion", "700 billion").encode()
    (project.folder / "seeds" / "other.txt").write_bytes(other)
    sums = (project.folder / "seeds" / "SHA256SUMS").read_text()
    project.write("seeds/SHA256SUMS", f"{sums}{hashlib.sha256(other).hexdigest()}  other.txt\n")
    reading = project.reading.read_text("utf-8")
    for before, after in (
        ("small.txt", "other.txt"),
        ("document:small", "document:other"),
        ("600 billion", "700 billion"),
        ("600000000000.0", "700000000000.0"),
        ("target:000-", "target:001-"),
    ):
        reading = reading.replace(before, after)
    project.write("graph/readings/other.md", reading)
    result = project.check()
    assert result.conforms
    (finding,) = result.findings
    assert finding.severity == "warning"
    assert "the same figure with different values" in finding.message


def test_a_document_without_a_reading_is_not_yet_read(project: SmallProject) -> None:
    import hashlib

    (project.folder / "seeds" / "new.txt").write_bytes(b"News.\n")
    sums = (project.folder / "seeds" / "SHA256SUMS").read_text()
    project.write("seeds/SHA256SUMS", f"{sums}{hashlib.sha256(b'News.' + bytes([10])).hexdigest()}  new.txt\n")
    result = project.check()
    assert [str(finding) for finding in result.findings] == [
        "seeds/new.txt: warning: no reading yet: what it says is not in the graph"
    ]
    assert result.conforms


def test_a_proposed_reading_is_checked_like_any_other_and_stays_out_of_the_merge(project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    result = project.check()
    assert [str(finding) for finding in result.findings] == []
    merged = {str(triple) for triple in result.inferred.merge}
    assert not any("setsTarget" in triple and "green-plan" in triple for triple in merged)
    assert any("/proposed/small/" in str(quad.graph_name) for quad in result.inferred.quads)
    project.edit("600000000000.0", "900000000000.0")
    assert any("900000000000" in message for message in project.messages())


def test_with_a_fault_of_form_nothing_that_merely_follows_is_reported(project: SmallProject) -> None:
    project.edit("a pg:Plan ;", "a pg:Plan")
    (message,) = project.messages()
    assert "Turtle does not parse" in message


def test_dates_and_sizes_are_read_in_words_and_across_contexts(project: SmallProject) -> None:
    text = "The Eight Heroes met on May 3.\nThat was in 2024, on May 4, 2024.\n"
    project.write_document(DOCUMENT.encode() + text.encode())
    block = """
> > That was in 2024, on May 4, 2024.
>
> The Eight Heroes met on May 3.

```turtle
plan:green-plan dcterms:issued "2024-05-03"^^xsd:date .
list:heroes a pg:Enumeration ; pg:statedSize 8 ; pg:memberKind kind:hero ; pg:about plan:green-plan .
```
"""
    project.reading.write_text(project.reading.read_text("utf-8") + block, "utf-8")
    assert not [message for message in project.messages() if "statedSize" in message or "is not a day" in message]
    project.edit("2024-05-03", "2024-05-05")
    assert any("dcterms:issued 2024-05-05 is not a day" in message for message in project.messages())


@pytest.mark.parametrize(
    ("triple", "said"),
    [
        ("plan:green-plan pg:issuedBy place:china .", "pg:issuedBy is a statement with no sentence"),
        ("target:000-output-2025 pg:year 2037 .", "pg:year is a statement with no sentence"),
    ],
)
def test_entities_state_nothing(project: SmallProject, triple: str, said: str) -> None:
    project.entities.write_text(f"{project.entities.read_text('utf-8')}{triple}\n", "utf-8")
    assert any(said in message for message in project.messages())


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        ("target:000-output-2025 pg:year 2037 .", "pg:year with no pg:asStated in this block"),
        ("target:000-output-2025 pg:upperValue 9.0 .", "pg:upperValue with no pg:asStated in this block"),
        ("@base <http://other.example/> . <> pg:spokenBy place:hubei .", "a block declares no prefix and no base"),
        ('place:hubei pg:namedAs "x"^^<foo> .', "a relative datatype"),
        ('document:small dcterms:title "An invented title"@en .', "does not stand in the quote"),
        ("[] a pg:Enumeration .", "a blank node"),
        ('list:000-x a pg:Enumeration ; pg:statedSize "many" .', "statedSize"),
        ('target:000-x a pg:Target ; pg:asStated "Green" ; pg:value "sNaN"^^xsd:decimal .', "that is none"),
        ("<<( pg:a pg:b pg:c )>> pg:d pg:e .", "Turtle does not parse"),
    ],
)
def test_what_turtle_allows_and_a_reading_does_not(project: SmallProject, addition: str, said: str) -> None:
    project.edit('dcterms:title "Green news"@en .', f'dcterms:title "Green news"@en .\n{addition}')
    messages = project.messages()
    assert any(said in message for message in messages), messages


def test_a_quote_is_not_both_modelled_and_set_aside(project: SmallProject) -> None:
    project.edit(
        "> Spring is beautiful.",
        "> Spring is beautiful.\n\n```turtle\nplace:hubei a pg:Province .\n```\n\n> Spring is beautiful.",
    )
    assert any("modelled in one place and disposed of in another" in message for message in project.messages())
