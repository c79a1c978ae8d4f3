"""A project small enough to change, and the command line as a process."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from peakgraph.build import Result, check_project

ROOT = Path(__file__).resolve().parent.parent

#: Vocabularies whose concepts need no use: with these alone a small project conforms.
CLOSED = ("bases", "bounds", "changes", "commitments", "confidences", "dispositions", "levels", "roles", "statuses")
CLOSED += ("units",)

DOCUMENT = """Green news

The Hubei Provincial Government issued the "Green Plan" for the cement industry. The Green Plan proposes that by 2025, \
output value will reach 600 billion yuan. Spring is beautiful.
"""

READING = """---
document: small.txt
status: reviewed
reader: A reader
reviewer: A reviewer
---
# A small reading

> Green news

```turtle
document:small dcterms:title "Green news"@en .
```

> The Hubei Provincial Government issued the "Green Plan" for the cement industry.

```turtle
plan:green-plan a pg:Plan ;
    pg:namedAs "Green Plan"@en ;
    pg:issuedBy actor:hubei-provincial-government ; pg:status status:issued ;
    pg:targetsIndustry industry:cement .
actor:hubei-provincial-government pg:namedAs "Hubei Provincial Government"@en .
```

> The Green Plan proposes that by 2025, output value will reach 600 billion yuan.

```turtle
target:000-output-2025 a pg:Target ;
    pg:asStated "600 billion yuan" ; pg:value 600000000000.0 ; pg:unit unit:CCY_CNY ; pg:bound bound:at-least ;
    pg:indicator indicator:output-value ; pg:year 2025 ; pg:industry industry:cement .
plan:green-plan pg:setsTarget target:000-output-2025 .
```

> Spring is beautiful.

Not modelled: rhetoric -- the season
"""

ENTITIES = """actor:hubei-provincial-government a pg:GovernmentBody ;
    rdfs:label "Hubei Provincial Government"@en , "湖北省人民政府"@zh ;
    pg:governmentLevel level:provincial ; pg:jurisdiction place:hubei ;
    pg:chineseNameBasis basis:known-name .
place:hubei a pg:Province ;
    rdfs:label "Hubei"@en , "湖北省"@zh ;
    pg:within place:china ; pg:chineseNameBasis basis:known-name .
place:china a pg:Country ; rdfs:label "China"@en , "中国"@zh ; pg:chineseNameBasis basis:known-name .
plan:green-plan rdfs:label "Green Plan"@en , "绿色规划"@zh ; pg:chineseNameBasis basis:back-translation .
"""

CONCEPTS = """scheme:industries a skos:ConceptScheme ;
    rdfs:label "Industries"@en , "产业"@zh ; dcterms:description "x"@en .
industry:cement a pg:Industry , skos:Concept ; rdfs:label "cement"@en , "水泥"@zh ;
    skos:definition "The making of cement."@en ; skos:inScheme scheme:industries .
scheme:indicators a skos:ConceptScheme ; rdfs:label "Indicators"@en , "指标"@zh ; dcterms:description "x"@en .
indicator:output-value a pg:Indicator , skos:Concept ; rdfs:label "output value"@en , "产值"@zh ;
    skos:definition "Value of what is produced."@en ; skos:inScheme scheme:indicators .
"""


class SmallProject:
    """A project folder with one document, one reading and what they need; its parts can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reading = folder / "graph" / "readings" / "small.md"
        self.entities = folder / "graph" / "entities" / "things.ttl"
        self.document = folder / "seeds" / "small.txt"
        self.dist = folder / "graph" / "dist"

    def make(self) -> None:
        for name in ("graph/readings", "graph/entities", "seeds", "ontology/vocabularies", "queries"):
            (self.folder / name).mkdir(parents=True)
        for path in (ROOT / "ontology").glob("*.ttl"):
            shutil.copy(path, self.folder / "ontology")
        for name in CLOSED:
            shutil.copy(ROOT / "ontology" / "vocabularies" / f"{name}.ttl", self.folder / "ontology" / "vocabularies")
        for name in ("ontology/rules", "shapes"):
            shutil.copytree(ROOT / name, self.folder / name)
        self.write("ontology/vocabularies/concepts.ttl", CONCEPTS)
        self.entities.write_text(ENTITIES, "utf-8")
        self.reading.write_text(READING, "utf-8")
        self.write_document(DOCUMENT.encode())

    def inputs(self) -> list[Path]:
        """What a build reads: all files but those that it wrote."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and self.dist not in path.parents)

    def write(self, relative: str, text: str) -> None:
        (self.folder / relative).write_text(text, "utf-8")

    def write_document(self, data: bytes) -> None:
        """Writes the document and binds it by its hash."""
        self.document.write_bytes(data)
        self.write("seeds/SHA256SUMS", f"{hashlib.sha256(data).hexdigest()}  small.txt\n")

    def edit(self, before: str, after: str) -> None:
        """Changes words of the reading that must be there."""
        text = self.reading.read_text("utf-8")
        assert before in text
        self.reading.write_text(text.replace(before, after), "utf-8")

    def check(self) -> Result:
        return check_project(self.folder)

    def messages(self) -> list[str]:
        return [str(finding) for finding in self.check().findings]

    def run(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return run_peakgraph(*words, "--project", str(self.folder), stdin=stdin, **environment)


def run_peakgraph(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "peakgraph", *words],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        cwd=ROOT,
        timeout=120,
        check=False,
    )
