"""What is said: understanding, flows, wording. Pure: a message in, a turn out."""

from dialogs.conversation import Conversation
from dialogs.message import Choice, Context, Effect, Message, Reply, Table, plain
from dialogs.turn import Turn, respond

__all__ = [
    "Choice",
    "Context",
    "Conversation",
    "Effect",
    "Message",
    "Reply",
    "Table",
    "Turn",
    "plain",
    "respond",
]
