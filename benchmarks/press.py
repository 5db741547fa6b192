"""What a certificate costs: `python -m benchmarks.press`.

CPU milliseconds of one core, the median; kilobytes; memory. Each certificate has a name, a number and an address of its
own, 35 of 100 names are not in Latin letters. Medians leave out the first certificates of a process, which read fonts,
draw the design and fill the caches; those are given apart.

Then the same page by others (`alternatives/`), turn about in the same run: the ratio is what another machine sees too.
CPU time leaves out what else the machine does, but not that it shares caches and cores: measure on an idle one.
"""

import itertools
import json
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.alternatives import ALTERNATIVES, maker_of
from benchmarks.alternatives.page import layout
from benchmarks.harness import ROOT, keep, median, program, say, table
from benchmarks.names import Person, people
from certificates.content import LANGUAGES, CertificateContent, parse_content
from certificates.press import ENGINE_VERSION, press
from tests.certificates.press.seals import ec_seal

KINDS = ("thanks", "record", "competence")
Maker = Callable[[CertificateContent], bytes]


class Samples:
    """CPU milliseconds and kilobytes of one maker."""

    def __init__(self) -> None:
        """Empty."""
        self.milliseconds: list[float] = []
        self.kilobytes: list[float] = []

    def make(self, maker: Maker, content: CertificateContent) -> None:
        """Makes one and measures it."""
        start = time.process_time_ns()
        size = len(maker(content))
        self.milliseconds.append((time.process_time_ns() - start) / 1e6)
        self.kilobytes.append(size / 1000)

    def figures(self) -> dict[str, float]:
        """Medians, and the time that 19 of 20 stay below."""
        late = sorted(self.milliseconds)[int(len(self.milliseconds) * 0.95)]
        return {"ms": median(self.milliseconds), "p95_ms": late, "kb": median(self.kilobytes)}


def contents(kind: str, **changes: Any) -> Iterator[tuple[Person, CertificateContent]]:
    """Certificates of a kind, each for somebody else; the document is in German unless changed."""
    example = json.loads((ROOT / f"certificates/examples/{kind}.json").read_text(encoding="utf-8"))
    for serial, person in enumerate(people()):
        code = f"{serial:016d}".translate(str.maketrans("0189", "ABCD"))
        yield (
            person,
            parse_content(
                {
                    **example,
                    "name": person.name,
                    "name_latin": person.name_latin,
                    "language": "de",
                    "number": f"NI-2025-{serial:06d}",
                    "code": code,
                    "verify_url": f"https://dankwerk.example/v/{code}",
                    **changes,
                }
            ),
        )


def sealed(content: CertificateContent) -> bytes:
    """As it is issued."""
    return press(content, seal=ec_seal())


def by_kind(count: int) -> tuple[dict[str, Any], dict[str, Samples]]:
    """Sealed and unsealed, turn about; and the sealed ones of all kinds by script."""
    found: dict[str, Any] = {}
    scripts: dict[str, Samples] = defaultdict(Samples)
    for kind in KINDS:
        first, with_seal, without = Samples(), Samples(), Samples()
        everybody = contents(kind)
        for _, content in itertools.islice(everybody, 50):
            first.make(sealed, content)
        for person, content in itertools.islice(everybody, count):
            with_seal.make(sealed, content)
            scripts[person.script].milliseconds.append(with_seal.milliseconds[-1])
            scripts[person.script].kilobytes.append(with_seal.kilobytes[-1])
            without.make(press, next(everybody)[1])  # somebody else's: a second press of one content is faster
        found[kind] = {
            "sealed": with_seal.figures(),
            "unsealed": without.figures(),
            "first_ms": first.milliseconds[0],
            "second_ms": first.milliseconds[1],
        }
    return found, scripts


def by_language(count: int) -> dict[str, Samples]:
    """Sealed thanks in each language that has texts of its own, and bilingual."""
    found = {}
    for language in LANGUAGES:
        for beside in ("", "de") if language != "de" else ("",):
            samples = Samples()
            everybody = contents("thanks", language=language, beside=beside)
            for _, content in itertools.islice(everybody, 20):
                sealed(content)
            for _, content in itertools.islice(everybody, count):
                samples.make(sealed, content)
            found[language + (" and German" if beside else "")] = samples
    return found


def against_others(count: int) -> dict[str, Samples]:
    """The same page by the press and by others, turn about; the press makes a hundred while each other makes one."""
    makers: dict[str, Maker] = {"press": lambda content: press(content, layout(), seal=ec_seal())}
    for alternative in ALTERNATIVES:
        try:
            makers[alternative.title] = maker_of(alternative)
        except (ImportError, OSError) as error:
            say(f"left out: {alternative.title}: {error} (make bench installs it; WeasyPrint needs Debian's libpango)")
    found = {name: Samples() for name in makers}
    everybody = (content for _, content in contents("thanks"))
    for content in itertools.islice(everybody, 50):
        makers["press"](content)
    for maker in makers.values():
        maker(next(everybody))
    for _ in range(count):
        for name, maker in makers.items():
            for content in itertools.islice(everybody, 100 if name == "press" else 1):
                found[name].make(maker, content)
    return found


def _rows(groups: dict[str, Samples]) -> list[list[Any]]:
    return [[name, *samples.figures().values()] for name, samples in groups.items()]


def main() -> None:
    """Print the tables."""
    options = program(
        __doc__.split("\n", maxsplit=1)[0] if __doc__ else "",
        rounds=(600, "certificates of each kind"),
        others=(15, "certificates of each alternative; 0 leaves them out"),
    )
    say(ENGINE_VERSION)
    kinds, scripts = by_kind(options.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    rows: list[Any] = [
        (kind, one["sealed"]["ms"], one["sealed"]["p95_ms"], one["sealed"]["kb"], one["unsealed"]["ms"])
        for kind, one in kinds.items()
    ]
    table("A certificate, CPU ms", ["kind", "sealed", "19 of 20 below", "kB", "unsealed"], rows)
    table("Sealed, by script of the name", ["script", "ms", "19 of 20 below", "kB"], _rows(scripts))
    languages = by_language(options.rounds // 5)
    table("Sealed thanks, by language", ["language", "ms", "19 of 20 below", "kB"], _rows(languages))
    starts = kinds["thanks"]
    print(f"\nfirst certificate of a process {starts['first_ms']:.0f} ms, second {starts['second_ms']:.0f} ms")
    print(f"peak memory before the alternatives {peak:.0f} MB")
    figures: dict[str, Any] = {"engine": ENGINE_VERSION, "kinds": kinds, "peak_mb": peak}
    figures["scripts"] = {name: samples.figures() for name, samples in scripts.items()}
    figures["languages"] = {name: samples.figures() for name, samples in languages.items()}
    if options.others:
        compared = against_others(options.others)
        ours = compared.pop("press").figures()
        figures["press_with_pictures"] = ours
        figures["others"] = {name: samples.figures() for name, samples in compared.items()}
        least = {alternative.title: alternative.least or "" for alternative in ALTERNATIVES}
        rows = [("press, sealed, with credential", ours["ms"], ours["kb"], "1", "")]
        for name, samples in compared.items():
            one = samples.figures()
            rows.append((name, one["ms"], one["kb"], f"{one['ms'] / ours['ms']:.0f}", least[name]))
        table("The same Dankurkunde with logo and scan", ["by", "ms", "kB", "times the press", "to reach"], rows)
    keep(options.json, figures)


if __name__ == "__main__":
    main()
