"""Days in English: July 18, 2024; 18 Jul."""

import re
from collections.abc import Iterator
from datetime import date

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.spans import Named, in_month

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = "(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_MONTH = Pattern(_NAME)
_TAIL = "(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![a-z])\\.?"
_DAY = Pattern(
    f"(?P<m1>{_NAME}){_TAIL} ?(?P<d1>[0-9]{{1,2}})(?![0-9])(?:st|nd|rd|th)?"
    "(?:[, ]{1,2}(?P<y1>20[0-9]{2})(?![0-9]))?"
    f"|(?<![0-9.])(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<m2>{_NAME}){_TAIL}"
    "(?:[, -]{1,2}(?P<y2>20[0-9]{2})(?![0-9]))?"
)


def english_days(text: str, today: date) -> Iterator[tuple[re.Match[str], Named]]:
    """The days named in English in a clean text, in order; without a year the nearest past one."""
    if not _MONTH.search(text):
        return
    for match in _DAY.finditer(text):
        month = _MONTHS.index((match["m1"] or match["m2"])[:3]) + 1
        day, year = match["d1"] or match["d2"], match["y1"] or match["y2"]
        passed = int(year) if year else today.year - ((month, int(day)) > (today.month, today.day))
        if read := in_month(passed, str(month), day, None, assumed=year is None):
            yield match, read
