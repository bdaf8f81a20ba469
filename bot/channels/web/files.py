"""File: what the page is made of, served from memory."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from storage.turns import KEPT

FOLDER = Path(__file__).parent
# Nothing is loaded from elsewhere, sent elsewhere or framed elsewhere, and no script stands in the page itself.
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file with its type; browsers ask each time whether theirs is still the same.

    For a few kilobytes that is as quick as not asking, and right while processes of two versions run side by side.
    """

    content: bytes
    media_type: str
    tag: str

    async def served(self, request: Request) -> Response:
        """The file, or nothing but the word that it is the same."""
        headers = {**GUARDS, "ETag": self.tag, "Cache-Control": "no-cache"}
        tags = request.headers.get("if-none-match", "").split(",")
        # A proxy that packs what it passes on makes tags weak.
        if self.tag in [tag.strip().removeprefix("W/") for tag in tags]:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type=self.media_type, headers=headers)


def page() -> File:
    """The page itself."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
    )
    text = templates.get_template("page.html.j2").render(days=KEPT.days)
    return _file(text.encode(), "text/html")


def static(name: str, media_type: str) -> File:
    """A file of the folder `static`."""
    return _file((FOLDER / "static" / name).read_bytes(), media_type)


def _file(content: bytes, media_type: str) -> File:
    return File(content=content, media_type=media_type, tag=f'"{sha256(content).hexdigest()[:32]}"')
