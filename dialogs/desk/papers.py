"""Papers: the documents of the case as a list to tick off."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dialogs.agenda import go_on
from dialogs.conversation import INTERVIEWS, Answers
from dialogs.desk.buttons import DENIED, button
from dialogs.desk.counter import declines, finish, inquire, is_bare, let_go
from dialogs.desk.forms import ask_place, here
from dialogs.desk.paper_names import MEANS_ALL, named
from dialogs.draft import Draft
from dialogs.flow import menu
from dialogs.message import Effect, Message
from dialogs.session import Session
from dialogs.status import head
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import cite, echo, said
from policy.edition import Document
from policy.papers import papers

KINDS: tuple[RequestKind, ...] = ("papers", "ticked")
MOST_OFFERED = 8
# What is said after the names, and between them.
_HAD = re.compile("(?:也|都|已经?)*(?:准备好|备好|弄好|拿到|收到|盖[好完]?章|盖好|打印好|签好|有|齐|好)?了?$")
_BETWEEN = re.compile("[、，,；;和跟与及 ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The papers of a case, those only possibly needed apart, and the ids of those that are ready."""

    session: Session
    certain: tuple[Document, ...]
    possible: tuple[Document, ...]
    ready: frozenset[str]

    @property
    def all(self) -> tuple[Document, ...]:
        return (*self.certain, *self.possible)

    @property
    def missing(self) -> tuple[Document, ...]:
        return tuple(paper for paper in self.certain if paper.id not in self.ready)

    @property
    def ticked(self) -> tuple[Document, ...]:
        return tuple(paper for paper in self.all if paper.id in self.ready)


def serve(draft: Draft, request: Request) -> None:
    """Shows what is missing, or ticks what is told to be ready."""
    session = here(draft)
    if session is None:
        ask_place(draft, request)
        return
    listed = checklist(draft, session)
    if request.kind == "papers":
        _show(draft, listed)
    elif draft.context.records is None:
        _show(draft, listed, said("papers.j2", "not_kept"))
    else:
        _tick(draft, listed, request)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Ticks papers that are only named; lets go of anything else."""
    let_go(draft)
    session = here(draft)
    if declines(message.text, understood):
        finish(draft, said("papers.j2", "left"))
        return True
    if session is None or draft.context.records is None or not is_bare(understood):
        return False
    listed = checklist(draft, session)
    text = message.text.strip(" 。.")
    words = tuple(word for word in _BETWEEN.split(_HAD.sub("", text)) if word)
    if MEANS_ALL.fullmatch(text):
        words = (text,)
    if not words or not all(named(word, listed.all) or MEANS_ALL.fullmatch(word) for word in words):
        return False
    _tick(draft, listed, Request(kind="ticked", papers=words))
    return True


def checklist(draft: Draft, session: Session) -> Checklist:
    """The papers of all services together: one that any of them surely needs is needed."""
    records = draft.context.records
    needed = [
        papers(session.compiled, session.case, session.today, number)
        for number in range(len(session.case.purchases))
    ]
    certain = {paper.id for found in needed for paper in found.certain}
    possible = {paper.id for found in needed for paper in found.possible} - certain
    documents, ticks = session.edition.documents, records.ticks if records is not None else frozenset()
    return Checklist(
        session=session,
        certain=tuple(paper for paper in documents if paper.id in certain),
        possible=tuple(paper for paper in documents if paper.id in possible),
        ready=frozenset(document for edition, document in ticks if edition == session.edition.id),
    )


def _show(draft: Draft, listed: Checklist, before: str = "") -> None:
    """What is missing first, by number; then what is ready, and what may be needed."""
    session, missing, can_tick = listed.session, listed.missing, draft.context.records is not None
    if draft.conversation.topic not in (None, *INTERVIEWS):
        # What is asked beside is answered above the list, as the list's numbers are the ones to name.
        go_on(draft)
    conversation = draft.conversation
    text = said(
        "papers.j2",
        "list",
        missing=missing,
        listed=() if can_tick else missing,
        beyond=missing[MOST_OFFERED:] if can_tick else (),
        ticked=listed.ticked,
        possible=[paper for paper in listed.possible if paper.id not in listed.ready],
        cited=cite(session.edition, session.edition.filing.clause),
        can_tick=can_tick,
        has_topic=can_tick and bool(missing) and conversation.topic is not None,
    )
    text = "\n".join(part for part in (head(session), before, text) if part)
    if can_tick and missing:
        picks = (button(paper.name, "ticked", paper.id) for paper in missing[:MOST_OFFERED])
        inquire(draft, "papers", text, *picks)
        return
    files = (button("我已提交", "filed"),) if can_tick and not session.edition.is_draft else ()
    finish(draft, text, *files, *menu(("documents", "材料要求"), ("deadlines", "截止时间")))


def _tick(draft: Draft, listed: Checklist, request: Request) -> None:
    """Ticks or unticks what is named; asks which where a word names several."""
    is_ready, words = not request.denies, request.papers
    gone = [paper for word in request.lacking for paper in _told_lacking(word, listed)]
    found: list[Document] = []
    unclear: dict[str, tuple[Document, ...]] = {}
    unknown: list[str] = []
    if words and is_ready and all(MEANS_ALL.fullmatch(word) for word in words):
        found, words = [paper for paper in listed.certain if paper not in gone], ()
    for word in words:
        # Of several, those that would change are meant.
        fitting = named(word, listed.all)
        changing = tuple(paper for paper in fitting if (paper.id in listed.ready) != is_ready)
        fitting = changing if len(fitting) > 1 and changing else fitting
        if len(fitting) > 1:
            unclear[word] = fitting
        elif fitting:
            found.append(fitting[0])
        else:
            unknown.append(echo(word))
    changed = [paper for paper in dict.fromkeys(found) if (paper.id in listed.ready) != is_ready]
    added, gone = (changed, gone) if is_ready else ([], [*changed, *gone])
    for paper in (*added, *gone):
        content = {"edition": listed.session.edition.id, "document": paper.id, "ready": paper in added}
        draft.effects.append(Effect(kind="tick", content=content))
    ready = listed.ready.union(paper.id for paper in added).difference(paper.id for paper in gone)
    after = replace(listed, ready=ready)
    text = said(
        "papers.j2",
        "ticked",
        ready=added,
        gone=gone,
        before=[paper for paper in dict.fromkeys(found) if paper not in changed] if words else (),
        unknown=unknown,
    )
    if not unclear:
        _show(draft, after, text)
        return
    word, fitting = next(iter(unclear.items()))
    sign = "" if is_ready else DENIED
    picks = (button(paper.name, "ticked", sign + paper.id) for paper in fitting)
    question = said("papers.j2", "which", word=echo(word))
    inquire(draft, "papers", "\n".join(part for part in (text, question) if part), *picks)


def _told_lacking(word: str, listed: Checklist) -> tuple[Document, ...]:
    """The ticked papers that a word says are not ready, where it names no more than one."""
    ticked = tuple(paper for paper in named(word, listed.all) if paper.id in listed.ready)
    return ticked if len(ticked) == 1 else ()
