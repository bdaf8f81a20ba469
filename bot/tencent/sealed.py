"""Sealed: what Tencent signs and encrypts, opened and closed with an account's token and key."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import secrets
from base64 import b64decode

from wechatpy.crypto import PrpCrypto

from bot.tencent.account import Account
from bot.tencent.markup import written

# Random bytes, then the length of the content in four, then the content, the account's id, and padding to blocks of 32.
_RANDOM, _LENGTH, _BLOCK = 16, 4, 32
_KEY_BYTES = 32


class BadSeal(Exception):
    """A signed text that does not open to anything."""


class WrongRecipient(Exception):
    """What was sealed for another account."""


class Seal:
    """One account's signatures and its cipher; wechatpy's cipher, with the checks that wechatpy leaves out."""

    def __init__(self, account: Account):
        """Raises ValueError for an AES key that is none; an account in plain mode needs none."""
        self._id, self._token = account.id, account.token
        self._crypto = _crypto(account.aes_key) if account.aes_key else None

    def signature(self, timestamp: str, nonce: str, *sealed: str) -> str:
        """What the vendor signs these with, in hexadecimal digits."""
        signed = "".join(sorted((self._token, timestamp, nonce, *sealed)))
        return hashlib.sha1(signed.encode("utf-8", "replace")).hexdigest()

    def is_signed(self, signature: str, timestamp: str, nonce: str, *sealed: str) -> bool:
        """Whether a signature is the vendor's; takes as long for a wrong one."""
        expected = self.signature(timestamp, nonce, *sealed)
        return hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode())

    def opened(self, sealed: str) -> bytes:
        """The content of a sealed text. Raises BadSeal, or WrongRecipient."""
        if self._crypto is None:
            raise BadSeal
        try:
            plain: bytes = self._crypto.cipher.decrypt(binascii.a2b_base64(sealed, strict_mode=True))
        except ValueError:
            raise BadSeal from None
        padding = plain[-1] if plain else 0
        begin = _RANDOM + _LENGTH
        end = begin + int.from_bytes(plain[_RANDOM:begin], "big")
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise BadSeal
        if begin > len(plain) - padding or end > len(plain) - padding:
            raise BadSeal
        if not hmac.compare_digest(plain[end:-padding], self._id.encode()):
            raise WrongRecipient
        return plain[begin:end]

    def closed(self, content: str, timestamp: int) -> str:
        """The envelope around a content, signed as of a second of the epoch."""
        assert self._crypto is not None
        sealed = self._crypto.encrypt(content, self._id).decode()
        nonce = secrets.token_hex(8)
        signature = self.signature(str(timestamp), nonce, sealed)
        return written({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce})


def _crypto(key: str) -> PrpCrypto:
    decoded = b64decode(key + "=")
    if len(decoded) != _KEY_BYTES:
        raise ValueError("an AES key has 43 characters")
    crypto = PrpCrypto(decoded)
    # wechatpy's own comes from a generator that can be foretold; with a fixed IV it alone hides equal texts.
    crypto.get_random_string = lambda: secrets.token_bytes(_RANDOM)
    return crypto
