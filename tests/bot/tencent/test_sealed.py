"""Seals: what other implementations close is opened, what is closed they open, and everything else is refused."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werobot.crypto import MessageCrypt

from bot.tencent.sealed import BadSeal, Seal, WrongRecipient
from tests.bot.tencent.vendor import AES_KEY, an_account, read, signature

ACCOUNT = an_account()
SEAL = Seal(ACCOUNT)
CRYPT = MessageCrypt(ACCOUNT.token, AES_KEY, ACCOUNT.id)
# Lengths around a block, characters of every length, and the text with which WeChat ends a part of XML.
TEXTS = (
    "",
    "1",
    "x" * 11,
    "x" * 12,
    "x" * 13,
    "高新技术企业",
    "😀👨\u200d👩\u200d👧 ]]> &amp; <xml/>",
    "中" * 20_000,
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_what_werobot_seals_is_opened(text: str) -> None:
    assert SEAL.opened(CRYPT.prp_crypto.encrypt(text, ACCOUNT.id).decode()).decode() == text


@given(TEXT, st.integers(0, 10**10))
def test_what_is_sealed_werobot_opens(text: str, second: int) -> None:
    fields = read(SEAL.closed(text, second))
    signed = fields["TimeStamp"], fields["Nonce"], fields["MsgSignature"]
    assert CRYPT.decrypt_message(*signed, fields["Encrypt"]).decode() == text
    assert SEAL.is_signed(signed[2], *signed[:2], fields["Encrypt"])


def test_equal_texts_are_sealed_unequally() -> None:
    assert len({read(SEAL.closed("同一句话", 1))["Encrypt"] for _ in range(100)}) == 100


@given(st.binary())
def test_whatever_stands_in_a_sealed_text_is_refused_in_one_of_two_ways(content: bytes) -> None:
    for sealed in (content.decode("latin-1"), base64.b64encode(content).decode()):
        with pytest.raises((BadSeal, WrongRecipient)):
            SEAL.opened(sealed)


def framed(content: bytes, length: int, who: bytes, padding: bytes) -> str:
    """A sealed text with a frame as one likes."""
    plain = b"r" * 16 + length.to_bytes(4, "big") + content + who + padding
    assert len(plain) % 16 == 0
    return base64.b64encode(SEAL._crypto.cipher.encrypt(plain)).decode()


ID = ACCOUNT.id.encode()
BLOCK = 32 - (20 + 12 + len(ID)) % 32


def test_a_frame_as_it_should_be_is_opened() -> None:
    assert SEAL.opened(framed(b"x" * 12, 12, ID, bytes([BLOCK]) * BLOCK)) == b"x" * 12


@pytest.mark.parametrize(
    ("length", "padding"),
    [
        (12, bytes(BLOCK)),  # no padding: wechatpy takes nothing for everything
        (12, bytes([33]) * BLOCK),
        (12, bytes([255]) * BLOCK),
        (12, b"\x01" * (BLOCK - 1) + bytes([BLOCK])),  # padding of other bytes
        (2**32 - 1, bytes([BLOCK]) * BLOCK),
        (12 + len(ID) + 1, bytes([BLOCK]) * BLOCK),
    ],
)
def test_a_frame_that_does_not_add_up_is_refused(length: int, padding: bytes) -> None:
    with pytest.raises(BadSeal):
        SEAL.opened(framed(b"x" * 12, length, ID, padding))


@pytest.mark.parametrize("length", [0, 11, 13, 12 + len(ID)])
def test_a_length_that_cuts_into_the_account_is_refused(length: int) -> None:
    with pytest.raises(WrongRecipient):
        SEAL.opened(framed(b"x" * 12, length, ID, bytes([BLOCK]) * BLOCK))


def test_signatures_are_those_of_tencent() -> None:
    for given_ in (("1733104800", "1"), ("1", "1733104800", "AAAA"), ("é", "😀", "")):
        mine = SEAL.signature(*given_)  # type: ignore[arg-type]
        assert mine == signature(ACCOUNT.token, *given_)
        assert SEAL.is_signed(mine, *given_)  # type: ignore[arg-type]
        assert not SEAL.is_signed(mine.upper(), *given_)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def node() -> Path:
    """A folder with two implementations for Node."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node is not here")
    folder = Path(tempfile.gettempdir()) / f"quanzhu-tests-{os.getuid()}" / "node"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        packages = ("wechat-crypto@0.0.2", "@wecom/crypto@1.0.1")
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "--fetch-timeout=5000")
        command = ("npm", "install", "--prefix", str(folder), *quiet, *packages)
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=20, cwd=folder)
        except subprocess.SubprocessError:
            pytest.skip("the registry of Node's packages cannot be reached")
        (folder / "done").touch()
    return folder


SCRIPT = """
const given = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const {token, key, id, texts, sealed, timestamp, nonce} = given
const WeChat = require('wechat-crypto'), wecom = require('@wecom/crypto'), wechat = new WeChat(token, key, id)
const each = {
  wechat: [t => wechat.encrypt(t), s => wechat.decrypt(s), s => wechat.getSignature(timestamp, nonce, s)],
  wecom: [t => wecom.encrypt(key, t, id), s => wecom.decrypt(key, s),
    s => wecom.getSignature(token, timestamp, nonce, s)],
}
const found = {}
for (const [name, [close, open, sign]] of Object.entries(each)) {
  found[name] = {
    opened: sealed.map(s => open(s)).map(o => [o.message, o.id]),
    signatures: sealed.map(sign),
    sealed: texts.map(close),
  }
}
console.log(JSON.stringify(found))
"""


def asked(folder: Path, given: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        ["node", "--no-deprecation", "-e", SCRIPT],
        input=json.dumps(given), capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_two_implementations_for_node_open_and_seal_alike(node: Path) -> None:
    texts = [text for text in TEXTS if text]
    fields = [read(SEAL.closed(text, 1733104800)) for text in texts]
    sealed = [one["Encrypt"] for one in fields]
    account = {"token": ACCOUNT.token, "key": AES_KEY, "id": ACCOUNT.id}
    found = asked(
        node, {**account, "texts": texts, "sealed": sealed, "timestamp": "1733104800", "nonce": "n"}
    )
    assert found.keys() == {"wechat", "wecom"}
    for theirs in found.values():
        assert theirs["opened"] == [[text, ACCOUNT.id] for text in texts]
        assert theirs["signatures"] == [SEAL.signature("1733104800", "n", one) for one in sealed]
        assert [SEAL.opened(one).decode() for one in theirs["sealed"]] == texts
