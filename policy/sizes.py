"""Statistical size classes of enterprises: 国统字〔2017〕213号, the same bounds as 工信部联企业〔2011〕300号.

Not the tax term 小型微利企业. A class is fixed once a year from the annual statistics; 个体工商户 are
classified by analogy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from policy.money import WAN, Fen

SizeClass: TypeAlias = Literal["micro", "small", "medium", "large"]
Measure: TypeAlias = Literal["staff", "revenue", "assets"]

CLASSES: tuple[SizeClass, ...] = ("micro", "small", "medium", "large")
"""All classes, the lowest first."""

CLASS_NAMES: Mapping[SizeClass, str] = MappingProxyType(
    {"micro": "微型", "small": "小型", "medium": "中型", "large": "大型"}
)
MEASURE_NAMES: Mapping[Measure, str] = MappingProxyType(
    {"staff": "从业人员", "revenue": "营业收入", "assets": "资产总额"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where the classes of one measure begin, inclusive: persons for staff, fen for the others."""

    measure: Measure
    small: int
    medium: int
    large: int

    def rank(self, value: int) -> int:
        """The place in CLASSES of the class that this measure alone gives."""
        return (value >= self.small) + (value >= self.medium) + (value >= self.large)


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """A row of the table, or with no bounds a trade that the table leaves out."""

    id: str
    name: str
    covers: str
    bounds: tuple[Bounds, ...]

    @property
    def is_classifiable(self) -> bool:
        return bool(self.bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeResult:
    """The classes an enterprise may still have, and the measures that would still narrow them.

    `possible` is empty only where the table leaves the industry out.
    """

    possible: frozenset[SizeClass]
    missing: tuple[Measure, ...]

    @property
    def is_classifiable(self) -> bool:
        return bool(self.possible)

    @property
    def ordered(self) -> tuple[SizeClass, ...]:
        """The possible classes, the lowest first."""
        return tuple(size for size in CLASSES if size in self.possible)

    @property
    def size(self) -> SizeClass | None:
        """The class, once only one is possible."""
        return self.ordered[0] if len(self.possible) == 1 else None

    @property
    def is_sme(self) -> bool | None:
        """Whether the enterprise is micro, small or medium; None if open or not classifiable."""
        if not self.possible:
            return None
        if "large" not in self.possible:
            return True
        return False if len(self.possible) == 1 else None


NOT_CLASSIFIABLE = SizeResult(possible=frozenset(), missing=())
"""The answer for an industry that the table leaves out."""


def size_class(
    industry: str, *, staff: int | None = None, revenue: Fen | None = None, assets: Fen | None = None
) -> SizeResult:
    """The size of an enterprise of the industry, None being unknown.

    The class is the lowest that any listed measure gives: one that falls short of a class on one measure
    goes down, and one measure is enough for micro. Measures that the row does not list are ignored.
    An unknown industry or a negative value is a ValueError.
    """
    row = _row(industry)
    if not row.bounds:
        return NOT_CLASSIFIABLE
    highest = len(CLASSES) - 1
    missing: list[Measure] = []
    for bounds in row.bounds:
        match bounds.measure:
            case "staff":
                value = staff
            case "revenue":
                value = revenue
            case "assets":
                value = assets
        if value is None:
            missing.append(bounds.measure)
        elif value < 0:
            raise ValueError(
                f"{bounds.measure} {value}: give a number that is not negative, or None if unknown"
            )
        else:
            highest = min(highest, bounds.rank(value))
    if missing and highest:
        return SizeResult(possible=_UP_TO[highest], missing=tuple(missing))
    return _DECIDED[highest]


def measures(industry: str) -> tuple[Measure, ...]:
    """The measures that the industry's row lists; none if the table leaves it out."""
    return tuple(bounds.measure for bounds in _row(industry).bounds)


def _row(industry: str) -> Industry:
    row = _ROWS.get(industry)
    if row is None:
        raise ValueError(f"industry {industry!r}: use one of {', '.join(_ROWS)}")
    return row


def _staff(large: int, medium: int, small: int) -> Bounds:
    return Bounds(measure="staff", small=small, medium=medium, large=large)


def _revenue(large: int, medium: int, small: int) -> Bounds:
    return Bounds(measure="revenue", small=small * WAN, medium=medium * WAN, large=large * WAN)


def _assets(large: int, medium: int, small: int) -> Bounds:
    return Bounds(measure="assets", small=small * WAN, medium=medium * WAN, large=large * WAN)


def _industry(industry: str, name: str, covers: str, *bounds: Bounds) -> Industry:
    return Industry(id=industry, name=name, covers=covers, bounds=bounds)


# The bounds stand as the table prints them: large, medium, small; staff in persons, money in 万元.
INDUSTRIES: tuple[Industry, ...] = (
    _industry("agriculture", "农、林、牧、渔业", "种植、林业、畜牧、渔业", _revenue(20000, 500, 50)),
    _industry(
        "industry",
        "工业",
        "采矿，制造，电力、热力、燃气和水的生产供应",
        _staff(1000, 300, 20),
        _revenue(40000, 2000, 300),
    ),
    _industry(
        "construction",
        "建筑业",
        "房屋建筑、土木工程、安装、装修",
        _revenue(80000, 6000, 300),
        _assets(80000, 5000, 300),
    ),
    _industry("wholesale", "批发业", "批发、贸易经纪与代理", _staff(200, 20, 5), _revenue(40000, 5000, 1000)),
    _industry("retail", "零售业", "门店和网上零售", _staff(300, 50, 10), _revenue(20000, 500, 100)),
    _industry(
        "transport",
        "交通运输业",
        "道路、水上、航空、管道运输，多式联运和运输代理，装卸搬运；不含铁路",
        _staff(1000, 300, 20),
        _revenue(30000, 3000, 200),
    ),
    _industry(
        "warehousing",
        "仓储业",
        "通用、低温、危险品、农产品等仓储",
        _staff(200, 100, 20),
        _revenue(30000, 1000, 100),
    ),
    _industry("post", "邮政业", "邮政、快递", _staff(1000, 300, 20), _revenue(30000, 2000, 100)),
    _industry("lodging", "住宿业", "酒店、旅馆、民宿", _staff(300, 100, 10), _revenue(10000, 2000, 100)),
    _industry(
        "catering", "餐饮业", "餐馆、快餐、饮品、外卖送餐", _staff(300, 100, 10), _revenue(10000, 2000, 100)
    ),
    _industry(
        "information",
        "信息传输业",
        "电信、广播电视和卫星传输，互联网服务",
        _staff(2000, 100, 10),
        _revenue(100000, 1000, 100),
    ),
    _industry(
        "software",
        "软件和信息技术服务业",
        "软件开发、系统集成、信息技术服务",
        _staff(300, 100, 10),
        _revenue(10000, 1000, 50),
    ),
    _industry(
        "real_estate",
        "房地产开发经营",
        "房地产开发和销售",
        _revenue(200000, 1000, 100),
        _assets(10000, 5000, 2000),
    ),
    _industry(
        "property", "物业管理", "住宅、写字楼、园区物业", _staff(1000, 300, 100), _revenue(5000, 1000, 500)
    ),
    _industry(
        "business",
        "租赁和商务服务业",
        "设备租赁、法律、会计、咨询、广告、人力资源等商务服务",
        _staff(300, 100, 10),
        _assets(120000, 8000, 100),
    ),
    _industry(
        "other",
        "其他未列明行业",
        "科学研究和技术服务，水利、环境和公共设施管理，居民服务，社会工作，文化、体育和娱乐，"
        "房地产中介和其他房地产业；不含自有房地产经营",
        _staff(300, 100, 10),
    ),
    _industry("finance", "金融业", "银行、证券、保险等，划型表未列"),
    _industry("education", "教育", "学校、培训机构，划型表未列"),
    _industry("health", "卫生", "医院、诊所等医疗卫生机构，划型表未列"),
    _industry("railway", "铁路运输业", "铁路客运、货运，划型表未列"),
    _industry("own_property", "自有房地产经营", "出租自有房屋，划型表未列"),
)

_ROWS: Mapping[str, Industry] = {row.id: row for row in INDUSTRIES}
_UP_TO = tuple(frozenset(CLASSES[: rank + 1]) for rank in range(len(CLASSES)))
_DECIDED = tuple(SizeResult(possible=frozenset({size}), missing=()) for size in CLASSES)
