"""Feasts by which people date what they did: 国庆, 春节前, 双十一."""

# First and last day on which a feast can fall. Those of the lunar calendar fall anywhere between: their day
# itself is never needed, only asked for.
_DAYS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "元旦": ((1, 1), (1, 1)), "春节": ((1, 21), (2, 20)), "除夕": ((1, 20), (2, 20)), "元宵节": ((2, 4), (3, 6)),
    "情人节": ((2, 14), (2, 14)), "妇女节": ((3, 8), (3, 8)), "植树节": ((3, 12), (3, 12)),
    "清明节": ((4, 4), (4, 6)), "劳动节": ((5, 1), (5, 1)), "青年节": ((5, 4), (5, 4)),
    "端午节": ((5, 25), (6, 25)), "儿童节": ((6, 1), (6, 1)), "建党节": ((7, 1), (7, 1)),
    "建军节": ((8, 1), (8, 1)), "七夕": ((7, 31), (8, 30)), "教师节": ((9, 10), (9, 10)),
    "中秋节": ((9, 7), (10, 8)), "国庆节": ((10, 1), (10, 1)), "重阳节": ((10, 1), (10, 31)),
    "双十一": ((11, 11), (11, 11)), "双十二": ((12, 12), (12, 12)), "平安夜": ((12, 24), (12, 24)),
    "圣诞节": ((12, 25), (12, 25)),
}  # fmt: skip
_SAME = {
    "过年": "春节", "过完年": "春节", "年": "春节", "五一": "劳动节", "十一": "国庆节", "双11": "双十一",
    "双12": "双十二", "大年三十": "除夕", "年三十": "除夕", "六一": "儿童节", "三八": "妇女节",
}  # fmt: skip
FEASTS = (
    "元旦|春节|过完?年|除夕|大?年三十|元宵节?|情人节|妇女节|植树节|清明节?|劳动节|青年节|端午节?|儿童节|建[党军]节"
    "|七夕节?|教师节|中秋节?|国庆节?(?!路)|重阳节|双(?:十[一二]|1[12])|平安夜|圣诞节?"
)
OF_DAYS = ("国庆节", "劳动节")
"""Those that people mean the days off by, unless they say 当天."""
DATED = f"{FEASTS}|五一|十一(?![月日号点个])|六一"
"""Those that a year may stand before: 去年国庆, 23年五一."""


def feast_name(words: str) -> str:
    """The feast's own name."""
    name = _SAME.get(words, words)
    return name if name in _DAYS else f"{name}节"


def feast(words: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last month and day on which a feast falls."""
    return _DAYS[feast_name(words)]
