"""An animated WebP made by the browser that is there anyway: it finds what changed from frame to frame and encodes it.

The file is a list of chunks around those pictures: https://developers.google.com/speed/webp/docs/riff_container
"""

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

_BACKGROUND = 0xFFFFFFFF
_DO_NOT_BLEND = 0b10

_CHANGES = """
async ({ frames, quality }) => {
    const pictures = await Promise.all(frames.map(async (frame) => {
        const bytes = Uint8Array.from(atob(frame), (character) => character.charCodeAt(0));
        return createImageBitmap(new Blob([bytes], { type: "image/png" }));
    }));
    const { width, height } = pictures[0];
    const canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    const pixelsOf = (picture) => {
        canvas.drawImage(picture, 0, 0);
        return new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
    };
    const changed = (before, after) => {
        let [left, top, right, bottom] = [width, height, -1, -1];
        for (let at = 0; at < after.length; at += 1) {
            if (before !== null && before[at] === after[at]) continue;
            const [x, y] = [at % width, Math.floor(at / width)];
            [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), y];
        }
        if (right < 0) return null;
        left -= left % 2; // the format counts offsets in twos
        top -= top % 2;
        return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
    };
    const answers = [];
    let before = null;
    for (const picture of pictures) {
        const after = pixelsOf(picture);
        const place = changed(before, after);
        before = after;
        if (place === null) {
            answers.push(null);
            continue;
        }
        const part = new OffscreenCanvas(place.width, place.height);
        part.getContext("2d").drawImage(picture, -place.x, -place.y);
        const blob = await part.convertToBlob({ type: "image/webp", quality });
        const text = await new Promise((resolve) => {
            const reader = Object.assign(new FileReader(), { onload: () => resolve(reader.result) });
            reader.readAsDataURL(blob);
        });
        answers.push({ ...place, webp: text.split(",")[1] });
    }
    return { width, height, parts: answers };
}
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """A screenshot (PNG), and how long it is shown."""

    png: bytes
    milliseconds: int


def animated(page: Page, frames: Sequence[Frame], quality: float = 0.8) -> bytes:
    """The frames as one animation that goes on for ever. `page` lends its browser."""
    shots = [base64.b64encode(frame.png).decode() for frame in frames]
    made = page.evaluate(_CHANGES, {"frames": shots, "quality": quality})
    shown: list[tuple[dict[str, int], bytes, int]] = []
    for frame, part in zip(frames, made["parts"], strict=True):
        if part is not None:
            shown.append((part, base64.b64decode(part["webp"]), frame.milliseconds))
        else:  # nothing moved: the one before stays longer
            place, picture, milliseconds = shown[-1]
            shown[-1] = (place, picture, milliseconds + frame.milliseconds)
    body = b"".join(
        [
            b"WEBP",
            _chunk(b"VP8X", struct.pack("<I", 0b10) + _three(made["width"] - 1) + _three(made["height"] - 1)),
            _chunk(b"ANIM", struct.pack("<IH", _BACKGROUND, 0)),
            *(_chunk(b"ANMF", _frame(*item)) for item in shown),
        ]
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _frame(place: dict[str, int], picture: bytes, milliseconds: int) -> bytes:
    numbers = (place["x"] // 2, place["y"] // 2, place["width"] - 1, place["height"] - 1, milliseconds)
    images = b"".join(_chunk(name, data) for name, data in _chunks(picture) if name in (b"ALPH", b"VP8 ", b"VP8L"))
    return b"".join(map(_three, numbers)) + bytes([_DO_NOT_BLEND]) + images


def _chunks(webp: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12  # behind RIFF, its size, WEBP
    while at < len(webp):
        name, size = struct.unpack_from("<4sI", webp, at)
        yield name, webp[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
