"""Formalities: what is handed in, where, what comes then and who answers, as two editions say it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from policy.comparison import Both, Difference, Field, listed, matched, of, only, put, said, stated
from policy.edition import Contact, Document, Stage, Step
from policy.phrases import ACTORS, FORMS, MODES, NOT_STATED


def documents(both: Both) -> Iterator[Difference]:
    def changes(a: Document, b: Document) -> Iterator[str]:
        yield from put(a, b, [("name", "材料", str)])
        for text in put(a, b, _PAPER):
            yield f"{b.name}：{text}"
        for text in put(
            a, b, [("lead_days", "办理时间", lambda days: f"最多 {days} 天" if days else NOT_STATED)]
        ):
            yield f"{b.name}：{text}{f'（{b.lead_clause}）' if b.lead_clause else ''}"
        if changed := both.when(a.when, b.when):
            yield f"{b.name}：限于 {changed}"

    def name(paper: Document) -> str:
        return f"{paper.name}{only(paper.when, both.new if paper in both.new.documents else both.old)}"

    pairs = matched(both.old.documents, both.new.documents, lambda paper: paper.id)
    yield from listed(both, of("documents"), pairs, ("新增材料", "不再要求", name), changes)


def _copies(copies: int | None) -> str:
    return f"{copies} 份" if copies else NOT_STATED


def _noted(note: str) -> str:
    return note.rstrip("。") or "无"


_PAPER: tuple[Field, ...] = (
    ("per", "", {"enterprise": "每家企业交", "service": "每项服务交"}.__getitem__),
    ("any_of", "任交其一", lambda names: "、".join(names) or "只有这一种"),
    ("form", "形式", lambda form: FORMS.get(form, NOT_STATED)),
    ("sealed", "盖章", lambda sealed: "要" if sealed else "没有要求"),
    ("copies", "份数", _copies),
    ("min_chars", "字数", lambda count: f"不少于 {count} 字" if count else "没有要求"),
    ("issued_by", "出具单位", stated),
    ("note", "说明", _noted),
)
_FILING: tuple[Field, ...] = (
    ("mode", "申请方式", MODES.__getitem__),
    ("copies", "申请份数", _copies),
    ("to", "报送", str),
    ("url", "申请网址", stated),
    ("note", "申请说明", _noted),
)


def filing(both: Both) -> Iterator[Difference]:
    old, new = both

    def changes(a: Step, b: Step) -> Iterator[str]:
        yield from put(a, b, [("name", "事先手续", str), ("actor", f"{b.name}：", _by)])
        yield from put(a, b, [("url", f"{b.name}：网址", stated)])

    yield from said(both.new, "filing", put(old.filing, new.filing, _FILING), new.filing.clause)
    pairs = matched(old.filing.before, new.filing.before, lambda step: step.id)
    named = ("新增事先手续", "不再需要事先办理", lambda step: step.name)
    yield from listed(both, of("filing"), pairs, named, changes)
    yield from listed(
        both,
        of("filing"),
        matched(old.routes, new.routes, lambda route: route.id),
        ("新增申请途径", "取消申请途径", lambda route: route.summary),
        lambda a, b: (
            *both.reworded(a, b, "申请途径"),
            *put(a, b, [("applicant", f"{b.summary}：申请人", _actor)]),
        ),
    )


def _actor(actor: str) -> str:
    return ACTORS[actor] or NOT_STATED


def _by(actor: str) -> str:
    return f"由{ACTORS[actor]}办理" if ACTORS[actor] else "未写明由谁办理"


def stages(both: Both) -> Iterator[Difference]:
    old, new = both.old.stages, both.new.stages

    def changes(a: Stage, b: Stage) -> Iterator[str]:
        yield from put(a, b, [("name", "环节", str), ("actor", f"{b.name}：", _by)])
        days = ("working_days", f"{b.name}：", lambda days: f"{days} 个工作日" if days else "时长未写明")
        yield from put(a, b, [days, ("note", f"{b.name}：说明", _noted)])

    named = ("新增环节", "取消环节", lambda stage: stage.name)
    yield from listed(both, of("stages"), matched(old, new, lambda stage: stage.id), named, changes)
    names = {stage.id: stage.name for stage in new}
    kept = [stage.id for stage in old if stage.id in names]
    now = [name for name in names if name in kept]
    if kept != now:
        text = (
            f"环节顺序 {'、'.join(map(names.__getitem__, kept))} → {'、'.join(map(names.__getitem__, now))}"
        )
        yield from said(both.new, "stages", [text], new[0].clause)


def contacts(both: Both) -> Iterator[Difference]:
    def changes(a: Contact, b: Contact) -> Iterator[str]:
        yield from put(
            a, b, [("telephones", f"{b.office}电话", _telephones), ("topic", f"{b.office}：负责", str)]
        )
        yield from put(a, b, [("note", f"{b.office}：说明", _noted)])

    def name(contact: Contact) -> str:
        return f"{contact.office}，电话 {_telephones(contact.telephones)}"

    pairs = matched(both.old.contacts, both.new.contacts, lambda contact: contact.office)
    yield from listed(both, of("contacts"), pairs, ("新增联系单位", "取消联系单位", name), changes)


def _telephones(numbers: tuple[str, ...]) -> str:
    return "、".join(numbers) or NOT_STATED
