import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.words.choices import Choice, choice


def read(text: str, count: int) -> Choice | None:
    return choice(clean(text).text, count)


ONE = [
    ("2", 5, 2),
    ("２", 5, 2),
    ("②", 5, 2),
    ("❷", 5, 2),
    ("2️⃣", 5, 2),
    ("🔟", 10, 10),
    ("第二个", 5, 2),
    ("第2项", 5, 2),
    ("第 2 个", 5, 2),
    ("第二", 5, 2),
    ("选2", 5, 2),
    ("选第二个", 5, 2),
    ("我选②", 5, 2),
    ("就2吧", 5, 2),
    ("答案是2", 5, 2),
    ("选项二", 5, 2),
    ("No.2", 5, 2),
    ("2.", 5, 2),
    ("2、", 5, 2),
    ("(2)", 5, 2),
    ("2）", 5, 2),
    ("2号", 5, 2),
    ("2。", 5, 2),
    ("二", 5, 2),
    ("B", 5, 2),
    ("选b", 5, 2),
    ("b.", 2, 2),
    ("最后一个", 5, 5),
    ("倒数第二个", 5, 4),
    ("后者", 2, 2),
    ("12", 12, 12),
    ("13", 13, 13),
    ("十二", 12, 12),
    ("是2", 5, 2),
]


@pytest.mark.parametrize(("text", "count", "number"), ONE)
def test_reads_a_choice_of_one(text: str, count: int, number: int) -> None:
    chosen = read(text, count)
    assert chosen is not None
    assert chosen.one == number
    assert not chosen.whole


SEVERAL = [
    ("1、3", 5, (1, 3)),
    ("1,3", 5, (1, 3)),
    ("1，3", 5, (1, 3)),
    ("1 3", 5, (1, 3)),
    ("13", 5, (1, 3)),
    ("135", 9, (1, 3, 5)),
    ("①③", 5, (1, 3)),
    ("1和3", 5, (1, 3)),
    ("1+3", 5, (1, 3)),
    ("3、1", 5, (1, 3)),
    ("1、1", 5, (1,)),
    ("第一个和第三个", 5, (1, 3)),
    ("一、三", 5, (1, 3)),
    ("选a和c", 5, (1, 3)),
    ("1到3", 5, (1, 2, 3)),
    ("前两个", 5, (1, 2)),
    ("前俩都要", 4, (1, 2)),
    ("头两个都做了", 3, (1, 2)),
    ("1跟3都给我看看", 3, (1, 3)),
    ("第一个第三个都看看", 3, (1, 3)),
    ("中间那项吧", 3, (2,)),
    ("后两项", 5, (4, 5)),
    ("1和3都有", 5, (1, 3)),
]


@pytest.mark.parametrize(("text", "count", "numbers"), SEVERAL)
def test_reads_a_choice_of_several(text: str, count: int, numbers: tuple[int, ...]) -> None:
    assert read(text, count) == Choice(numbers=numbers)


@pytest.mark.parametrize(
    "text", ["都有", "全部", "全都有", "全选", "以上都是", "都要", "三个都有", "我们都符合。"]
)
def test_reads_all_of_them(text: str) -> None:
    assert read(text, 3) == Choice(numbers=(1, 2, 3), whole=True)


@pytest.mark.parametrize(
    "text",
    [
        "都没有",
        "以上都不是",
        "都不是",
        "一个都没有",
        "以上都没有",
        "全没有",
        "都不符合",
        "没有一个",
        "哪个都不是",
        "均无",
    ],
)
def test_reads_none_of_them(text: str) -> None:
    assert read(text, 3) == Choice(numbers=(), whole=True)


NO_CHOICE = [
    ("", 5),
    ("0", 5),
    ("7", 5),
    ("B", 1),
    ("31", 5),
    ("11", 5),
    ("13", 12),
    ("1-3", 5),
    ("2个", 5),
    ("两个", 5),
    ("两项", 5),
    ("2?", 5),
    ("不选2", 5),
    ("可能是2", 5),
    ("2没有", 5),
    ("20万", 5),
    ("2万", 2),
    ("2024", 5),
    ("3月5号", 5),
    ("第二个是什么意思", 5),
    ("都不清楚", 3),
    ("五个都有", 3),
    ("没有", 3),
    ("是的", 3),
    ("好", 3),
    ("no", 26),
    ("前者", 3),
    ("我们是运城的", 3),
    ("2" * 70, 5),
    ("1", 0),
]


@pytest.mark.parametrize(("text", "count"), NO_CHOICE)
def test_anything_more_or_other_is_no_choice(text: str, count: int) -> None:
    assert read(text, count) is None


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_number_chooses_exactly_what_is_offered(number: int, count: int) -> None:
    chosen = read(f"第{number}个", count)
    assert (chosen is not None) == (number <= count)
    assert chosen is None or chosen.one == number


TEXTS = st.text("0123一二三十abc、，, 和到第个选项都全没有不是以上前后两最者（）().吧的", max_size=20)


@given(TEXTS | st.text(st.characters(), max_size=60), st.integers(-1, 30))
def test_never_raises_and_chooses_only_what_is_offered(text: str, count: int) -> None:
    chosen = choice(text, count)
    assert chosen is None or all(1 <= number <= count for number in chosen.numbers)
    assert chosen is None or chosen.whole or chosen.numbers
