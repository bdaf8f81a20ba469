"""Clients: places of those who only speak for an enterprise, apart from the enterprise's own."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.owners import Owner
from dialogs.understanding.scene.scene import Scene
from policy.places import PlaceMention

# 执照在外地，厂房在咱运城
LICENSED_AWAY = Pattern(
    "(?:执照|注册地?址?|照)(?:都|也|是|还)*(?:在|是|落在|挂在|办在)?(?:外地|外省|外市|别的|别处|其他|省外|市外|异地)"
)
# 人在北京，公司挂在运城
_PERSON = Pattern("(?:人|本人|我人|老板|法人)(?:现在|目前|长期|平时|常年|都)?(?:是|在|住在?)$")


def is_of_person(
    scene: Scene, place: PlaceMention, who: Owner, owned: list[tuple[PlaceMention, Owner]]
) -> bool:
    """Whether only somebody is there, and the enterprise somewhere else."""
    if who not in ("registered", "applicant"):
        return False
    others = any(p is not place and w in ("registered", "licensed") for p, w in owned)
    return others and _PERSON.search(scene.text, scene.clause(place.start)[0], place.start) is not None


_ON_BEHALF = Pattern(
    "(?:代|替|帮|给)(?:人|客户|朋友|亲戚|老板|别人|一?家?(?:企业|公司)|一个?(?:客户|朋友))[^,。]{0,4}?(?:问|咨询|打听|报|办|查)"
    "|(?:替|给|帮)[^,。;?!]{1,12}(?:代账|代理记账|记账|做账|跑腿)"
    "|(?<!老板)(?<!领导)(?<!经理)(?<!厂长)(?<!总)让我(?:帮(?:着|忙|他|她)?|替他|代他)?(?:来)?(?:问|打听)|帮着问|^(?:我是)?代理?人?问|(?:代理|代账|代办|记账|财税|咨询|申报)(?:公司|机构|的)?[^。;?!]{0,10}客户"
)
_ASKERS = frozenset("代替帮给让")
_CLIENT = Pattern(
    "(?:客户|朋友|亲戚|老板|企业|公司|他们?|人家|厂子?|我(?:[姐哥弟妹姨舅叔姑爸妈]|[表堂][姐哥弟妹]|姐夫|妹夫|同学|老公|媳妇|爱人|对象|儿子|女儿|女婿|老乡)|我[一-鿿]{1,3}(?=的|家))(?:家|的|那|公司|厂子?|企业|注册)*(?:是|在|也在|都在)$"
)
# 我是替河津一家铸件厂代账的
_KEPT_FOR = Pattern(
    "(?:的|市|县|区)?(?:一?[家个]|某)?[^,。;?!]{0,6}(?:厂|公司|企业|店|社|单位)"
    "(?:代账|代理记账|记账|做账|跑腿)"
)
_ASKER = Pattern("我(?:自己|本人|们)?(?:这边)?(?:人|公司|是|在)*$")


def asks_for_another(scene: Scene) -> bool:
    """Whether one asks for a client or a friend."""
    return not _ASKERS.isdisjoint(scene.text) and _ON_BEHALF.search(scene.text) is not None


def of_client(scene: Scene, place: PlaceMention, who: Owner) -> Owner:
    """Whose place it is where one asks for another: the client's counts, and not one's own."""
    lead = scene.text[scene.clause(place.start)[0] : place.start]
    theirs = scene.text.startswith(("的客户", "的一个客户", "的一家客户", "一客户"), place.end)
    theirs = theirs or (
        lead.endswith(("替", "给", "帮")) and _KEPT_FOR.match(scene.text, place.end) is not None
    )
    if who in ("nobody", "applicant") and (theirs or _CLIENT.search(lead)):
        return "registered"
    return "nobody" if who in ("registered", "applicant") and _ASKER.search(lead) else who
