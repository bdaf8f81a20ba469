"""China's divisions: codes, parents, and what lies in what."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy.divisions
from policy.divisions import Division, Zone, division, is_within, names, relation

YUNCHENG = {
    "140802": "盐湖区",
    "140821": "临猗县",
    "140822": "万荣县",
    "140823": "闻喜县",
    "140824": "稷山县",
    "140825": "新绛县",
    "140826": "绛县",
    "140827": "垣曲县",
    "140828": "夏县",
    "140829": "平陆县",
    "140830": "芮城县",
    "140881": "永济市",
    "140882": "河津市",
}
QINGDAO = {
    "370202": "市南区",
    "370203": "市北区",
    "370211": "黄岛区",
    "370212": "崂山区",
    "370213": "李沧区",
    "370214": "城阳区",
    "370215": "即墨区",
    "370281": "胶州市",
    "370283": "平度市",
    "370285": "莱西市",
}
KARAMAY = {"650202": "独山子区", "650203": "克拉玛依区", "650204": "白碱滩区", "650205": "乌尔禾区"}
CODES = sorted(names().of)
codes = st.sampled_from(CODES)


@pytest.mark.parametrize(
    ("prefecture", "name", "counties"),
    [
        ("140800", "山西省运城市", YUNCHENG),
        ("370200", "山东省青岛市", QINGDAO),
        ("650200", "新疆维吾尔自治区克拉玛依市", KARAMAY),
    ],
)
def test_the_three_cities_have_exactly_their_counties(
    prefecture: str, name: str, counties: dict[str, str]
) -> None:
    inside = {code for code in CODES if is_within(code, prefecture)} - {prefecture}
    assert {code: division(code).name for code in inside if "Z" not in code} == counties
    for code, county in counties.items():
        assert division(code) == Division(code=code, name=county, level="county")
        assert division(code).parent == prefecture
        assert division(code).full_name == name + county


def test_the_country_is_complete() -> None:
    levels = Counter(place.level for place in map(division, CODES) if isinstance(place, Division))
    assert levels == {"province": 34, "prefecture": 333, "county": 2851}


@pytest.mark.parametrize(
    ("code", "parent", "full_name"),
    [
        ("110105", "110000", "北京市朝阳区"),
        ("500229", "500000", "重庆市城口县"),
        ("419001", "410000", "河南省济源市"),
        ("469007", "460000", "海南省东方市"),
        ("659012", "650000", "新疆维吾尔自治区白杨市"),
        ("441900", "440000", "广东省东莞市"),
        ("442000", "440000", "广东省中山市"),
        ("460400", "460000", "海南省儋州市"),
        ("620200", "620000", "甘肃省嘉峪关市"),
        ("653228", "653200", "新疆维吾尔自治区和田地区和康县"),
        ("653229", "653200", "新疆维吾尔自治区和田地区和安县"),
        ("710000", None, "台湾省"),
        ("810000", None, "香港特别行政区"),
        ("820000", None, "澳门特别行政区"),
        ("1408Z1", "140800", "山西省运城经济开发区"),
        ("3702Z1", "370200", "山东省青岛高新技术产业开发区"),
    ],
)
def test_every_kind_of_place_knows_what_it_lies_in(code: str, parent: str | None, full_name: str) -> None:
    place = division(code)
    assert place is not None
    assert (place.code, place.parent, place.full_name) == (code, parent, full_name)


def test_a_zone_is_no_division() -> None:
    assert division("1408Z1") == Zone(code="1408Z1", name="运城经济开发区")


@pytest.mark.parametrize(
    "code", ["", "3702", "370282", "110100", "419000", "370271", "999999", "青岛市", "1408Z9"]
)
def test_a_code_without_division_gives_none(code: str) -> None:
    assert division(code) is None


@pytest.mark.parametrize(
    ("code", "area", "answer"),
    [
        ("370211", "370211", "inside"),
        ("370211", "370200", "inside"),
        ("370211", "370000", "inside"),
        ("370200", "370000", "inside"),
        ("110105", "110000", "inside"),
        ("659012", "650000", "inside"),
        ("1408Z1", "140800", "inside"),
        ("1408Z1", "140000", "inside"),
        ("1408Z1", "1408Z1", "inside"),
        ("370000", "370200", "contains"),
        ("370000", "370211", "contains"),
        ("370200", "370211", "contains"),
        ("650200", "650203", "contains"),
        ("140800", "1408Z1", "contains"),
        ("1408Z1", "140802", "contains"),
        ("140802", "1408Z1", "contains"),
        ("370212", "370211", "outside"),
        ("650202", "650203", "outside"),
        ("370100", "370200", "outside"),
        ("140000", "370200", "outside"),
        ("659012", "650200", "outside"),
        ("1408Z1", "370200", "outside"),
        ("1408Z1", "3702Z1", "outside"),
    ],
)
def test_a_place_is_inside_an_area_or_outside_or_too_wide_to_tell(code: str, area: str, answer: str) -> None:
    assert relation(code, area) == answer
    assert is_within(code, area) is (answer == "inside")


@pytest.mark.parametrize("pair", [("3702", "370000"), ("370000", ""), ("!37021", "37")])
def test_a_code_of_another_length_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="give a division's six characters"):
        relation(*pair)


@given(code=codes, area=codes)
def test_wider_and_narrower_mirror_each_other(code: str, area: str) -> None:
    if is_within(code, area) and code != area:
        assert relation(area, code) == "contains"
    assert (relation(code, area) == "outside") == (relation(area, code) == "outside")


@given(code=codes)
def test_a_place_is_inside_all_its_parents_and_no_other_province(code: str) -> None:
    place = division(code)
    chain = []
    while place is not None:
        chain.append(place.code)
        place = division(place.parent) if place.parent else None
    assert all(is_within(code, wider) for wider in chain)
    provinces = [c for c in CODES if c.endswith("0000")]
    assert [p for p in provinces if relation(code, p) != "outside"] == [chain[-1]]


def test_the_table_is_in_order_and_every_short_form_begins_its_name() -> None:
    path = Path(policy.divisions.__file__).with_name("divisions.csv")
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["code", "name", "short"]
    listed = [code for code, _, _ in rows[1:]]
    assert listed == sorted(set(listed))
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in listed)
    for _, name, short in rows[1:]:
        assert not short or (
            len(short) > 1 and (name.startswith(short) or (name, short) == ("达尔罕茂明安联合旗", "达茂"))
        )
    provinces = {short for code, _, short in rows[1:] if code.endswith("0000")}
    assert {code for code, _, short in rows[1:] if short in provinces and not code.endswith("0000")} == {
        "220200"
    }
