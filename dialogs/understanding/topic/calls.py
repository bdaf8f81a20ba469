"""Calls: telephone calls that a message tells of, which ask for no number: 客户电话来了 我先撤."""

from dialogs.understanding.characters.patterns import Pattern

_CALL = Pattern(
    "(?:(?<!给我)来|接(?:听|到|起|[^,。;?!话]{1,3}的?)?|挂|回|打(?=了|完|着)|讲)(?:了|着|过|完|到|一|个|通)*电话(?![^,。;?!]{0,3}(?:给我|号))"
    "|(?:打个?)?电话(?:里头?|上|中)(?:就|也|都|给|跟)*(?:说|讲|谈|定|约|问|沟通|聊)"
    "|电话(?:又|都|刚|才|也|一直|这会儿?|那边|[ ])*(?:来了|来催|打来|打进|打完|接完|讲完|催|响|找我|没停|不停|不断"
    "|一个接一个|打爆)"
)
# What asks for somebody, or for how to reach them, all the same.
_REACH = Pattern("谁|哪|多少|联系|号码|座机|微信|地址|给我|发我|告诉|部门|几号")


def tells_of_call(text: str) -> bool:
    """Whether a clean text speaks of a call, and asks beside it for nobody."""
    return _CALL.search(text) is not None and "电话" not in _CALL.sub("", text) and not _REACH.search(text)
