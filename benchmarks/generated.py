"""A graph of any size, in the model of PeakGraph and as the real one looks, to measure what a page or a query costs.

In: about how many things. Out: a dataset and its sources, the same for the same numbers. How: the shares of the kinds,
the statements between them and their hubs are the real graph's as counted in 2026, when it had 1,028 things; ontology
and vocabularies are the real ones, more concepts are put beside them; each document is of one province and has its
own plans and measures; each sentence of it names two things and states what leaves them, in its own graph.

What is not as in the real graph: a sentence does not hold all that it states, and nothing is inferred.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from peakgraph.dataset import Dataset  # noqa: E402 -- needs the path above in a bare checkout
from peakgraph.documents import Document, Passage  # noqa: E402
from peakgraph.labels import build_labels  # noqa: E402
from peakgraph.prefixes import EDITORIAL_GRAPH, ID, ONTOLOGY_GRAPH, PASSAGE, PASSAGES_GRAPH, XSD  # noqa: E402
from peakgraph.prefixes import expand as expand_name  # noqa: E402
from peakgraph.sources import Sources, read_sources  # noqa: E402
from peakgraph.statements import Statements, describe_passages  # noqa: E402

#: How many things of each kind the real graph has.
SHARES = {"measure": 289, "topic": 127, "industry": 109, "observation": 105, "list": 98, "target": 88, "actor": 72}
SHARES |= {"plan": 51, "place": 43, "technology": 18, "event": 13, "office": 9, "person": 6}
#: Kinds whose things belong to vocabularies, and those whose things all documents speak of.
CONCEPTS = ("industry", "topic", "technology")
SHARED = (*CONCEPTS, "place")
#: Things that a document has of its own, for each of which the real graph has five documents.
THINGS_A_DOCUMENT = 200
#: Subject, predicate, object, and how many the real graph has of it; those that are rarer are left out.
EDGES = """
measure dcterms:subject topic 360      measure pg:targetsIndustry industry 184   measure dcterms:isPartOf measure 156
plan dcterms:subject topic 135         plan pg:targetsIndustry industry 93       list pg:names industry 90
list pg:about measure 65               measure pg:appliesTo place 59             plan pg:includesMeasure measure 55
measure pg:carriedOutBy place 53       list pg:names measure 45                  measure pg:carriedOutBy actor 33
measure pg:about plan 31               list pg:about plan 29                     measure pg:involves actor 27
list pg:names place 24                 list pg:industry industry 22              measure pg:usesTechnology technology 19
list pg:names topic 18                 measure pg:supports actor 16              event dcterms:subject topic 15
list pg:place place 15                 measure pg:place place 14                 plan pg:appliesTo place 14
place pg:industry industry 13          list pg:names actor 10                    list pg:names technology 9
actor pg:cooperatesWith actor 8        event schema:organizer actor 8            measure pg:implements plan 8
list pg:names target 8                 plan pg:issuedBy actor 8                  office org:postIn actor 9
person org:holds office 7              actor pg:operatesIn industry 6            plan pg:preparedBy actor 6
event pg:about measure 5               actor org:subOrganizationOf actor 11      membership org:role actor 8
target setsTarget plan 67              target setsTarget measure 22              observation pg:about measure 50
observation pg:place place 44          observation pg:about event 7              observation pg:about plan 5
"""
#: The classes of each kind, the more frequent ones more often.
CLASSES = {
    "measure": ("Task", "Task", "Task", "Task", "Measure", "Measure", "Measure", "Project", "Action", "Mechanism"),
    "plan": ("ActionPlan", "Plan", "ImplementationPlan", "Catalogue", "Standard"),
    "actor": ("ActorGroup", "ActorGroup", "GovernmentBody", "Enterprise", "PartyBody", "ResearchInstitution"),
    "place": ("City", "IndustrialArea", "County", "City"),
    "list": ("Enumeration",),
    **{kind: (kind.title(),) for kind in ("event", "office", "person", "target", "observation", *CONCEPTS)},
}


def _pairs(text: str) -> list[tuple[str, str]]:
    """English and Chinese by turns, as pairs."""
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


PROVINCES = _pairs("""
Hubei 湖北省 Shandong 山东省 Guangdong 广东省 Jiangsu 江苏省 Zhejiang 浙江省 Sichuan 四川省 Henan 河南省 Hunan 湖南省
Anhui 安徽省 Fujian 福建省 Jiangxi 江西省 Shaanxi 陕西省 Shanxi 山西省 Hebei 河北省 Liaoning 辽宁省 Jilin 吉林省
Heilongjiang 黑龙江省 Yunnan 云南省 Guizhou 贵州省 Gansu 甘肃省 Qinghai 青海省 Hainan 海南省
""")
#: Beginnings and ends of the names of places and persons.
BEGINNINGS = _pairs(
    "Qing 青 Lin 林 An 安 Huang 黄 Jing 荆 Chang 长 Dong 东 Nan 南 Xi 西 Bei 北 Yong 永 Tai 泰 Ping 平 He 和"
)
ENDS = _pairs("""
zhou 州 shan 山 yang 阳 he 河 jiang 江 ning 宁 cheng 城 hai 海 feng 峰 quan 泉 shui 水 tian 田 an 安 xing 兴
""")
#: How the name of a thing is made: of the names of a concept and of a place.
FORMS = {
    "measure": [
        ("Building of a public service platform for {} in {}", "{1}{0}公共服务平台建设"),
        ("Demonstration of {} across enterprises and parks in {}", "{1}企业和园区{0}示范"),
        ("Support for {} of {}", "支持{1}{0}"),
        ("Mechanism for {} in {}", "{1}{0}机制"),
    ],
    "plan": [
        ("Three-Year Action Plan for Accelerating {} in {}", "{1}加快推进{0}三年行动方案"),
        ("Implementation Plan of the 14th Five-Year Period for {} in {}", "{1}“十四五”{0}实施方案"),
        ("Opinions on {} in {}", "{1}{0}意见"),
    ],
    "actor": [
        ("Enterprises engaged in {} in {}", "{1}{0}企业"),
        ("Leading Group for {} of {}", "{1}{0}领导小组"),
        ("{1} {0} Group Co., Ltd.", "{1}{0}集团有限公司"),
    ],
    "event": [("Conference on {} in {}", "{1}{0}大会"), ("On-site promotion meeting for {}, {}", "{1}{0}现场推进会")],
    "office": [("Head of the office for {} of {}", "{1}{0}办公室主任")],
    "person": [("{1}", "{1}")],
}
#: What makes further concepts of those of the vocabularies.
SUFFIXES = _pairs("""
equipment 装备 services 服务 materials 材料 recycling 回收 finance 金融 standards 标准 parks 园区 clusters 集群
pilots 试点 platforms 平台 upgrading 升级 software 软件 supply 供应 exports 出口 design 设计 testing 检测
monitoring 监测 trade 贸易 training 培训 logistics 物流
""")


@dataclass(frozen=True, slots=True)
class _Thing:
    """A node to be: its IRI, its names in English and Chinese, its class, the number of its document (none: -1)."""

    kind: str
    iri: ox.NamedNode
    names: tuple[str, str]
    type: str
    document: int


@dataclass(slots=True)
class _Pool:
    """Things to choose from: by turns one that nobody has chosen yet, and any, the first ones most often."""

    chance: random.Random
    things: list[_Thing] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)
    fresh: int = 0

    def add(self, thing: _Thing) -> None:
        self.things.append(thing)
        self.sums.append((self.sums[-1] if self.sums else 0) + len(self.things) ** -0.85)

    def pick(self) -> _Thing:
        if self.fresh < len(self.things) and self.chance.random() < 0.5:
            self.fresh += 1
            return self.things[self.fresh - 1]
        return self.things[bisect.bisect(self.sums, self.chance.random() * self.sums[-1])]


class _Made:
    """The graph as it grows."""

    def __init__(self, nodes: int, seed: int, sources: Sources) -> None:
        self.chance = random.Random(seed)
        self.nodes, self.sources, self.prefixes = nodes, sources, sources.prefixes
        self.quads: set[ox.Quad] = set()
        self.things: dict[str, list[_Thing]] = defaultdict(list)
        self.pools: dict[tuple[str, int], _Pool] = defaultdict(lambda: _Pool(self.chance))
        #: What the sentence of a thing states.
        self.stated: dict[ox.NamedNode, list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]] = defaultdict(list)
        self.documents = max(1, round(nodes / THINGS_A_DOCUMENT))
        self.node = cache(self._node)
        self.schemes = {kind: self.node(f"scheme:{kind.removesuffix('y')}ies") for kind in ("industry", "technology")}
        self.schemes["topic"] = self.node("scheme:topics")

    def _node(self, name: str) -> ox.NamedNode:
        iri = expand_name(name, self.prefixes)
        assert iri is not None, name
        return ox.NamedNode(iri)

    def say(self, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal, graph: str) -> None:
        self.quads.add(ox.Quad(subject, self.node(predicate), value, ox.NamedNode(graph)))

    def label(self, thing: ox.NamedNode, names: tuple[str, str], graph: str) -> None:
        for name, language in zip(names, ("en", "zh"), strict=True):
            self.say(thing, "rdfs:label", ox.Literal(name, language=language), graph)

    def add(self, thing: _Thing) -> _Thing:
        self.things[thing.kind].append(thing)
        self.pools[thing.kind, -1].add(thing)
        if thing.document >= 0:
            self.pools[thing.kind, thing.document].add(thing)
        return thing

    def count(self, kind: str) -> int:
        return round(SHARES[kind] * self.nodes / sum(SHARES.values()))

    def near(self, kind: str, document: int) -> _Thing:
        """A thing of this kind, of the document itself most often."""
        own = self.pools[kind, document]
        if not own.things or (kind in ("place", "actor") and self.chance.random() < 0.2):
            own = self.pools[kind, -1]
        return own.pick()


def generate(nodes: int, seed: int = 20231008) -> tuple[Dataset, Sources]:
    """A dataset whose network has about so many nodes, and the sources that go with it.

    Below a thousand it has more than asked for: the vocabularies are there as a whole.
    """
    made = _Made(nodes, seed, read_sources(ROOT))
    _read_vocabularies(made)
    _add_concepts(made)
    _add_places(made)
    _add_things(made)
    _add_figures(made)
    _add_edges(made)
    documents, statements = _write_documents(made)
    described = itertools.chain(made.quads, statements.quads, describe_passages(statements))
    dataset = Dataset(frozenset(described), statements)
    dataset = dataset.with_triples(build_labels(dataset.merge), EDITORIAL_GRAPH)
    hashes = {document.name: document.sha256 for document in documents}
    return dataset, replace(made.sources, entities=(), readings=(), documents=documents, hashes=hashes)


def _read_vocabularies(made: _Made) -> None:
    """The real ontology's quads, and its concepts as things, in the order of their IRIs."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for file in made.sources.ontology:
        for quad in ox.parse(made.sources.prefix_file.text + file.text, format=ox.RdfFormat.TURTLE):
            made.quads.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
            if quad.predicate == made.node("rdfs:label") and isinstance(quad.object, ox.Literal):
                names[str(quad.subject.value)][quad.object.language or "en"] = quad.object.value
    found = []
    for iri, labels in sorted(names.items()):
        kind = iri.removeprefix(ID).partition("/")[0]
        if kind in (*CONCEPTS, "indicator", "kind"):
            found.append(_Thing(kind, ox.NamedNode(iri), (labels["en"], labels["zh"]), kind.title(), -1))
    made.chance.shuffle(found)  # so that the most frequent are not those that come first in the alphabet
    for thing in found:
        made.add(thing)


def _add_concepts(made: _Made) -> None:
    """More industries, topics and technologies, each narrower than one of the real ones."""
    for kind in CONCEPTS:
        real = list(made.things[kind])
        for number in range(made.count(kind) - len(real)):
            (suffix, chinese), parent = SUFFIXES[number // len(real) % len(SUFFIXES)], real[number % len(real)]
            times = number // len(real) // len(SUFFIXES)
            mark = f" {times + 1}" if times else ""
            names = (f"{parent.names[0]} {suffix}{mark}", f"{parent.names[1]}{chinese}{mark}")
            thing = made.add(_Thing(kind, made.node(f"{kind}:generated-{number}"), names, parent.type, -1))
            for type_ in (f"pg:{thing.type}", "skos:Concept"):
                made.say(thing.iri, "rdf:type", made.node(type_), ONTOLOGY_GRAPH)
            made.label(thing.iri, names, ONTOLOGY_GRAPH)
            made.say(thing.iri, "skos:broader", parent.iri, ONTOLOGY_GRAPH)
            made.say(thing.iri, "skos:inScheme", made.schemes[kind], ONTOLOGY_GRAPH)
            made.say(thing.iri, "skos:definition", ox.Literal(f"{names[0]}, generated.", language="en"), ONTOLOGY_GRAPH)


def _describe(made: _Made, thing: _Thing) -> None:
    """What the editors say of a thing."""
    made.label(thing.iri, thing.names, EDITORIAL_GRAPH)
    made.say(thing.iri, "pg:chineseNameBasis", made.node("basis:back-translation"), EDITORIAL_GRAPH)
    if thing.kind in ("actor", "person", "office", "place"):
        made.say(thing.iri, "rdf:type", made.node(f"pg:{thing.type}"), EDITORIAL_GRAPH)


def _add_places(made: _Made) -> None:
    """China, its provinces, and in the province of each document cities and the like."""
    china = made.add(_Thing("place", made.node("place:china"), ("China", "中国"), "Country", -1))
    _describe(made, china)
    provinces = [
        _Thing("place", made.node(f"place:{n.lower()}"), (n, zh), "Province", -1)
        for n, zh in PROVINCES[: made.documents]
    ]
    for province in provinces:
        made.add(province)
        _describe(made, province)
        made.say(province.iri, "pg:within", china.iri, EDITORIAL_GRAPH)
    for document in range(made.documents):
        made.pools["place", document].add(provinces[document % len(provinces)])
    for number in range(max(0, made.count("place") - len(provinces) - 1)):
        document = number % made.documents
        type_ = CLASSES["place"][number % len(CLASSES["place"])]
        thing = made.add(_Thing("place", made.node(f"place:generated-{number}"), _proper_name(number), type_, document))
        _describe(made, thing)
        made.say(thing.iri, "pg:within", provinces[document % len(provinces)].iri, EDITORIAL_GRAPH)


def _proper_name(number: int) -> tuple[str, str]:
    """The name of that number: two or more syllables, in letters and in characters."""
    english, chinese = "", ""
    for syllables in itertools.chain([BEGINNINGS], itertools.repeat(ENDS)):
        number, index = divmod(number, len(syllables))
        english, chinese = english + syllables[index][0], chinese + syllables[index][1]
        if len(chinese) > 1 and not number:
            return english, chinese
    raise AssertionError


def _add_things(made: _Made) -> None:
    """Plans, measures, actors, events, offices and persons: their names are made of a topic's and a place's."""
    for kind in ("plan", "measure", "actor", "event", "office", "person"):
        forms = FORMS[kind]
        for number in range(made.count(kind)):
            document = number % made.documents
            concept = made.chance.choice(made.things["topic" if number % 2 else "industry"])
            place = made.chance.choice(made.pools["place", document].things).names
            if kind == "person":
                place = _proper_name(7 * number)
            form = forms[number // made.documents % len(forms)]
            names = [form[n].format(concept.names[n], place[n]) for n in (0, 1)]
            type_ = CLASSES[kind][number // made.documents % len(CLASSES[kind])]
            iri = made.node(f"{kind}:{document:03}-generated-{number}")
            thing = made.add(_Thing(kind, iri, (names[0], names[1]), type_, document))
            _describe(made, thing)
            if kind == "actor" and number % 2:
                made.say(iri, "pg:jurisdiction", made.near("place", document).iri, EDITORIAL_GRAPH)


def _add_figures(made: _Made) -> None:
    """Targets, observations, lists and memberships; the build makes their labels of what is stated of them."""
    double = ox.NamedNode(XSD + "double")
    for kind in ("target", "observation"):
        for number in range(made.count(kind)):
            document, amount = number % made.documents, made.chance.randrange(2, 990)
            indicator = made.chance.choice(made.things["indicator"])
            words = f"{indicator.names[0]} of {'more than' if number % 3 else 'up to'} {amount} billion yuan"
            iri = made.node(f"{kind}:{document:03}-generated-{number}")
            thing = made.add(_Thing(kind, iri, (words, indicator.names[1]), kind.title(), document))
            own = made.stated[thing.iri]
            own.append((iri, "pg:asStated", ox.Literal(words)))
            own.append((iri, "pg:indicator", indicator.iri))
            if number % 5:
                own.append((iri, "pg:place", made.near("place", document).iri))
            if number % 3:
                own.append((iri, "pg:industry", made.pools["industry", -1].pick().iri))
            if number % 2:
                own.append((iri, "pg:value", ox.Literal(f"{amount}e9", datatype=double)))
                own.append((iri, "pg:unit", made.node("unit:CCY_CNY")))
                own.append((iri, "pg:bound", made.node("bound:at-least" if number % 3 else "bound:at-most")))
                own.append((iri, "pg:year", ox.Literal(str(2020 + amount % 11), datatype=made.node("xsd:integer"))))
    for number in range(made.count("list")):
        document, kind = number % made.documents, made.chance.choice(made.things["kind"])
        words = f"{2 + number % 9} {kind.names[0]}s of number {number}"
        iri = made.node(f"list:{document:03}-generated-{number}")
        made.add(_Thing("list", iri, (words, kind.names[1]), "Enumeration", document))
        made.stated[iri].append((iri, "pg:memberKind", kind.iri))
        made.stated[iri].append((iri, "pg:namedAs", ox.Literal(words, language="en")))
        size = ox.Literal(str(2 + number % 9), datatype=made.node("xsd:integer"))
        made.stated[iri].append((iri, "pg:statedSize", size))


def _edge_kinds() -> Iterator[tuple[str, str, str, int]]:
    words = EDGES.split()
    for subject, predicate, value, times in zip(words[::4], words[1::4], words[2::4], words[3::4], strict=True):
        yield subject, predicate, value, int(times)


def _add_edges(made: _Made) -> None:
    """Statements between things, in the sentence of the subject (of a membership: of its member)."""
    turns = {kind: itertools.cycle(things) for kind, things in made.things.items() if things}
    for subject_kind, predicate, value_kind, times in _edge_kinds():
        for number in range(round(times * made.nodes / sum(SHARES.values()))):
            turn = next(turns["actor" if subject_kind == "membership" else subject_kind])
            document = turn.document if turn.document >= 0 else number % made.documents
            # Each thing speaks in its turn, but of the plans some have much more to say than others.
            subject = made.near("plan", document) if subject_kind == "plan" else turn
            value = made.pools[value_kind, -1].pick() if value_kind in CONCEPTS else made.near(value_kind, document)
            if value.iri == subject.iri:
                continue
            own = made.stated[subject.iri]
            if subject_kind == "membership":
                membership = made.node(f"membership:generated-{number}")
                own.append((membership, "rdf:type", made.node("org:Membership")))
                own.append((membership, "org:member", subject.iri))
                own.append((membership, "org:organization", value.iri))
                own.append((membership, "org:role", made.node("role:chain-master")))
            elif predicate == "setsTarget":  # the figure has its turn, and another thing sets it
                own.append((value.iri, "pg:setsTarget", subject.iri))
            else:
                own.append((subject.iri, predicate, value.iri))


def _write_documents(made: _Made) -> tuple[tuple[Document, ...], Statements]:
    """The documents, and what their sentences state: two things a sentence, each read with the document's title."""
    statements = Statements()
    own: dict[int, list[_Thing]] = defaultdict(list)
    for kind, things in made.things.items():
        for thing in things:
            if kind not in CONCEPTS and thing.document >= 0:
                own[thing.document].append(thing)
    for thing in itertools.chain.from_iterable(made.things[kind] for kind in SHARED):
        if thing.document < 0 and thing.iri in made.stated:
            own[0].append(thing)  # what is stated of what no document has for its own
    documents = tuple(_write_document(made, number, own[number], statements) for number in range(made.documents))
    return documents, statements


def _write_document(made: _Made, number: int, things: list[_Thing], statements: Statements) -> Document:
    made.chance.shuffle(things)
    pairs = [things[start : start + 2] for start in range(0, len(things), 2)]
    lines = [f"Report {number + 1}: green development in {PROVINCES[number % len(PROVINCES)][0]}"]
    for count, pair in enumerate(pairs, 1):
        lines.append(f"{count}. It was learned of " + ", and of ".join(f'"{thing.names[0]}"' for thing in pair) + ".")
    text = "\n\n".join(lines) + "\n"
    name = f"{number:03}_generated.txt"
    document = Document(name, text, hashlib.sha256(text.encode()).hexdigest())
    title = document.passage(0, len(lines[0]))
    statements.passages[title.iri] = title
    _describe_document(made, document, title, statements)
    start = len(lines[0]) + 2
    for count, (line, pair) in enumerate(zip(lines[1:], pairs, strict=True)):
        passage = document.passage(start, start + len(line))
        start += len(line) + 2
        statements.passages[passage.iri] = passage
        statements.places[passage.iri] = f"graph/readings/{document.stem}.md:{count + 1}"
        statements.contexts[passage.iri] = {title.iri}
        statements.modelled.add(passage.iri)
        graph = ox.NamedNode(PASSAGE + passage.name)
        for thing in pair:
            for subject, predicate, value in (*made.stated[thing.iri], *_of_itself(made, thing)):
                statements.quads.add(ox.Quad(subject, made.node(predicate), value, graph))
        _annotate(made, f"{number:03}-{count}", ox.NamedNode(passage.iri), count)
    return document


def _of_itself(made: _Made, thing: _Thing) -> Iterator[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]:
    """Its class and its name as printed, where a document states them."""
    if thing.kind in ("plan", "measure", "event", "target", "observation", "list"):
        yield thing.iri, "rdf:type", made.node(f"pg:{thing.type}")
    if thing.kind not in ("target", "observation", "list"):
        yield thing.iri, "pg:namedAs", ox.Literal(thing.names[0], language="en")
    if thing.kind in ("plan", "measure"):
        yield thing.iri, "pg:status", made.node("status:proposed")


def _describe_document(made: _Made, document: Document, title: Passage, statements: Statements) -> None:
    node = ox.NamedNode(document.iri)
    made.say(node, "rdf:type", made.node("pg:SourceDocument"), PASSAGES_GRAPH)
    for name, text in (("pg:sha256", document.sha256), ("pg:readingStatus", "reviewed")):
        made.say(node, name, ox.Literal(text), PASSAGES_GRAPH)
    made.say(node, "dcterms:identifier", ox.Literal(document.name), PASSAGES_GRAPH)
    words = ox.Literal(title.exact, language="en")
    graph = ox.NamedNode(PASSAGE + title.name)
    statements.quads.add(ox.Quad(node, made.node("dcterms:title"), words, graph))


def _annotate(made: _Made, name: str, passage: ox.NamedNode, count: int) -> None:
    """A note on every third passage, and a repair of two of three: about as many as readers make."""
    if count % 3 == 0:
        note = ox.Literal("What this sentence says is generated, and so is this note on it.", language="en")
        made.say(passage, "pg:note", note, EDITORIAL_GRAPH)
    else:
        repair = made.node(f"repair:{name}")
        made.say(repair, "rdf:type", made.node("pg:TranslationNote"), EDITORIAL_GRAPH)
        made.say(repair, "pg:repairs", passage, EDITORIAL_GRAPH)
        made.say(repair, "pg:confidence", made.node("confidence:high"), EDITORIAL_GRAPH)
        for predicate, text in (("asPrinted", "it was learned of"), ("readAs", "one learns of")):
            made.say(repair, f"pg:{predicate}", ox.Literal(text, language="en"), EDITORIAL_GRAPH)
        reason = ox.Literal("The tense is that of the headline; the Chinese has none.", language="en")
        made.say(repair, "pg:rationale", reason, EDITORIAL_GRAPH)
