#!/usr/bin/env python3
"""Renders icon.svg into every format the packages need. Needs rsvg-convert (Debian: librsvg2-bin).

Run it after changing icon.svg and commit what it writes:  python3 icons/render.py
"""

import pathlib
import struct
import subprocess

HERE = pathlib.Path(__file__).parent

# Names are those the bundler looks for; the number is the edge in pixels.
PNG_FILES = {
    "32x32.png": 32,
    "128x128.png": 128,
    "128x128@2x.png": 256,
    "icon.png": 512,
}
ICO_EDGES = (16, 24, 32, 48, 64, 256)
# Apple's four-letter codes for PNG entries; @2x entries share the picture of the next size up.
ICNS_ENTRIES = (
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
)


def png(edge: int) -> bytes:
    """The icon as a square PNG, 32 bits a pixel."""
    return subprocess.run(
        ["rsvg-convert", "--width", str(edge), "--height", str(edge), str(HERE / "icon.svg")],
        check=True,
        capture_output=True,
    ).stdout


def ico(edges: tuple[int, ...]) -> bytes:
    """A Windows icon: header, directory, then one PNG an edge (0 in the directory stands for 256)."""
    pictures = [png(edge) for edge in edges]
    header = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(header) + 16 * len(pictures)
    directory = b""
    for edge, picture in zip(edges, pictures):
        directory += struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return header + directory + b"".join(pictures)


def icns(entries: tuple[tuple[bytes, int], ...]) -> bytes:
    """An Apple icon: total length, then code, length and PNG of each entry."""
    body = b""
    for code, edge in entries:
        picture = png(edge)
        body += code + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> None:
    for name, edge in PNG_FILES.items():
        (HERE / name).write_bytes(png(edge))
    (HERE / "icon.ico").write_bytes(ico(ICO_EDGES))
    (HERE / "icon.icns").write_bytes(icns(ICNS_ENTRIES))


if __name__ == "__main__":
    main()
