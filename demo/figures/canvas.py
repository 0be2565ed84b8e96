"""The pen of the drawn figures: boxes, arrows and words in one quiet look, large enough for a phone."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/opentype/noto")
REGULAR, BOLD = FONTS / "NotoSansCJK-Regular.ttc", FONTS / "NotoSansCJK-Bold.ttc"
INK, PAPER, LINE = "#22303c", "#ffffff", "#5b6b7a"
BLUE, SAND, GREEN, ROSE = "#e3f0f7", "#f8edd9", "#e4f2e4", "#f9e4e1"
DEEP = "#1d5f85"
JAPANESE = 0
COLOURS = 64
Point = tuple[int, int]
Box = tuple[int, int, int, int]


class Canvas:
    """A picture to draw on. Colours never carry a meaning alone: every box says in words what it is."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGB", (width, height), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def words(self, at: Point, text: str, size: int = 38, *, bold: bool = False, colour: str = INK) -> None:
        """Text with its middle at a point; a line feed starts a new line."""
        font = ImageFont.truetype(str(BOLD if bold else REGULAR), size, index=JAPANESE)
        self.pen.multiline_text(at, text, font=font, fill=colour, anchor="mm", align="center", spacing=size // 3)

    def box(self, box: Box, text: str, fill: str = BLUE, size: int = 38, *, bold: bool = True) -> None:
        """A rounded box with words in it."""
        self.pen.rounded_rectangle(box, radius=22, fill=fill, outline=LINE, width=4)
        self.words(((box[0] + box[2]) // 2, (box[1] + box[3]) // 2), text, size, bold=bold)

    def line(self, start: Point, end: Point, *, dashed: bool = False, colour: str = LINE) -> None:
        """A line; a dashed one stands for radio waves."""
        if not dashed:
            self.pen.line((start, end), fill=colour, width=6)
            return
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1])) // 14
        for step in range(0, steps, 2):
            places = [
                (start[0] + (end[0] - start[0]) * part // steps, start[1] + (end[1] - start[1]) * part // steps)
                for part in (step, step + 1)
            ]
            self.pen.line(places, fill=colour, width=6)

    def arrow(self, start: Point, end: Point) -> None:
        """A horizontal or vertical arrow."""
        self.line(start, end, colour=DEEP)
        tip = 22
        if start[0] == end[0]:
            sign = 1 if end[1] > start[1] else -1
            points = [end, (end[0] - tip, end[1] - sign * tip), (end[0] + tip, end[1] - sign * tip)]
        else:
            sign = 1 if end[0] > start[0] else -1
            points = [end, (end[0] - sign * tip, end[1] - tip), (end[0] - sign * tip, end[1] + tip)]
        self.pen.polygon(points, fill=DEEP)

    def save(self, path: Path) -> None:
        """As a small PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.image.quantize(COLOURS).save(path, optimize=True)
