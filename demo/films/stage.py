"""The pen of the demo films: a warm, quiet look, drawn twice as large as shown; colours never carry a meaning alone."""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 720
FINE = 2  # drawn at twice the size, so that edges are smooth
FONTS = Path("/usr/share/fonts/truetype/bizud-gothic")
REGULAR, BOLD = FONTS / "BIZUDPGothic-Regular.ttf", FONTS / "BIZUDPGothic-Bold.ttf"
PAPER, SURFACE, SUNKEN, LINE = "#faf7f1", "#ffffff", "#f3eee4", "#d8cfbe"
INK, QUIET = "#1b1e2b", "#474d5f"
NIGHT, BLUE, PALE, SKY = "#142450", "#24408e", "#d9e2f7", "#4a6bc9"
ORANGE, CREAM, BROWN = "#f7a325", "#fff3e0", "#8f4700"
GREEN, LEAF = "#14683f", "#e8f5ec"
RED, ROSE = "#a5231c", "#fdedeb"
SKIN, HAIR = "#f3cfae", "#3a3230"
Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Stage:
    """One picture of a film. Places are in pixels of the finished film; the lowest sixth is left to the captions."""

    def __init__(self, ground: str = PAPER) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def shown(self) -> Image.Image:
        """The picture in the size of the film."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def words(
        self, at: Point, text: str, size: int = 40, *, bold: bool = False, colour: str = INK, anchor: str = "mm"
    ) -> None:
        """Text with its middle (or left middle: `lm`) at a point; a line feed starts a new line."""
        font = ImageFont.truetype(str(BOLD if bold else REGULAR), size * FINE)
        align = "center" if anchor == "mm" else "left"
        place = (at[0] * FINE, at[1] * FINE)
        self.pen.multiline_text(
            place, text, font=font, fill=colour, anchor=anchor, align=align, spacing=size * FINE * 0.45
        )

    def card(
        self, box: Box, fill: str = SURFACE, *, edge: str | None = LINE, round_by: float = 22, thick: float = 3
    ) -> None:
        """A rounded box."""
        self.pen.rounded_rectangle(
            [part * FINE for part in box], round_by * FINE, fill=fill, outline=edge, width=round(thick * FINE)
        )

    def disc(self, at: Point, radius: float, fill: str | None, *, edge: str | None = None, thick: float = 4) -> None:
        """A circle."""
        box = [(at[0] - radius) * FINE, (at[1] - radius) * FINE, (at[0] + radius) * FINE, (at[1] + radius) * FINE]
        self.pen.ellipse(box, fill=fill, outline=edge, width=round(thick * FINE))

    def stroke(self, *points: Point, colour: str = BLUE, thick: float = 8) -> None:
        """A line with round ends and corners."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(fine, fill=colour, width=round(thick * FINE), joint="curve")
        for x, y in points:
            self.disc((x, y), thick / 2, colour)

    def shape(self, *points: Point, fill: str = BLUE) -> None:
        """A filled polygon."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def curve(self, at: Point, radius: float, turn: tuple[int, int], colour: str = BLUE, thick: float = 7) -> None:
        """A part of a circle, in degrees from three o'clock."""
        box = [(at[0] - radius) * FINE, (at[1] - radius) * FINE, (at[0] + radius) * FINE, (at[1] + radius) * FINE]
        self.pen.arc(box, *turn, fill=colour, width=round(thick * FINE))

    def label(
        self, box: Box, text: str, fill: str = SURFACE, size: int = 40, *, colour: str = INK, edge: str | None = LINE
    ) -> None:
        """A box with bold words in its middle."""
        self.card(box, fill, edge=edge)
        self.words(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, size, bold=True, colour=colour)

    def sign(self, number: int, text: str, top: float, left: float = 690) -> None:
        """A warning sign told by number and name."""
        self.card((left, top, left + 500, top + 120), CREAM, edge=ORANGE, thick=4)
        self.disc((left + 68, top + 60), 38, ORANGE)
        self.words((left + 68, top + 60), str(number), 44, bold=True, colour=NIGHT)
        self.words((left + 126, top + 60), text, 40, bold=True, colour=BROWN, anchor="lm")

    def tick(self, at: Point, size: float = 40, colour: str = GREEN) -> None:
        """A check mark in a disc."""
        self.disc(at, size, colour)
        x, y = at
        self.stroke(
            (x - size * 0.45, y), (x - size * 0.1, y + size * 0.35), (x + size * 0.5, y - size * 0.35),
            colour=SURFACE, thick=size / 5,
        )  # fmt: skip

    def cross(self, at: Point, size: float = 40) -> None:
        """A cross in a disc."""
        self.disc(at, size, RED)
        x, y = at
        reach = size * 0.4
        for sign in (1, -1):
            self.stroke((x - reach, y - sign * reach), (x + reach, y + sign * reach), colour=SURFACE, thick=size / 5)

    def arrow(self, start: Point, end: Point, colour: str = BLUE) -> None:
        """An arrow to the right."""
        self.stroke(start, end, colour=colour, thick=10)
        self.stroke((end[0] - 26, end[1] - 26), end, (end[0] - 26, end[1] + 26), colour=colour, thick=10)

    def phone(self, left: float, top: float, width: float = 300, height: float = 500) -> Box:
        """A phone; gives the box of its screen."""
        self.card((left, top, left + width, top + height), NIGHT, edge=BLUE, round_by=40)
        screen = (left + 14, top + 44, left + width - 14, top + height - 40)
        self.card(screen, SURFACE, edge=None, round_by=12)
        self.card((left + width / 2 - 36, top + 18, left + width / 2 + 36, top + 28), SKY, edge=None, round_by=5)
        return screen

    def laptop(self, left: float, top: float, width: float = 520, height: float = 330) -> Box:
        """A laptop; gives the box of its screen."""
        self.card((left, top, left + width, top + height), NIGHT, edge=BLUE, round_by=20)
        self.card((left - 50, top + height, left + width + 50, top + height + 26), QUIET, edge=None, round_by=12)
        self.disc((left + width / 2, top + 14), 5, SKY)
        screen = (left + 22, top + 28, left + width - 22, top + height - 18)
        self.card(screen, PALE, edge=None, round_by=8)
        return screen

    def person(self, at: Point, scale: float = 1, cloth: str = SKY, *, long_hair: bool = False) -> None:
        """Head and shoulders; `at` is the middle of the face."""
        x, y = at
        if long_hair:
            self.card(
                (x - 62 * scale, y - 66 * scale, x + 62 * scale, y + 78 * scale), HAIR, edge=None, round_by=58 * scale
            )
        self.card(
            (x - 110 * scale, y + 70 * scale, x + 110 * scale, y + 190 * scale), cloth, edge=None, round_by=56 * scale
        )
        self.card((x - 110 * scale, y + 130 * scale, x + 110 * scale, y + 190 * scale), cloth, edge=None, round_by=2)
        self.card(
            (x - 20 * scale, y + 40 * scale, x + 20 * scale, y + 92 * scale), SKIN, edge=None, round_by=18 * scale
        )
        self.disc((x, y - 12 * scale), 66 * scale, HAIR)
        self.disc((x, y + 8 * scale), 56 * scale, SKIN)
        for side in (-1, 1):
            self.disc((x + side * 20 * scale, y + 6 * scale), 5 * scale, INK)
        self.curve((x, y + 16 * scale), 18 * scale, (30, 150), BROWN, 4 * scale)

    def hand(self, at: Point, scale: float = 1) -> None:
        """An open hand: stop."""
        x, y = at
        self.disc(at, 120 * scale, ROSE, edge=RED, thick=6 * scale)
        for shift, tall in ((-42, 62), (-14, 82), (14, 80), (42, 60)):
            self.stroke(
                (x + shift * scale, y + 10 * scale),
                (x + shift * scale, y - tall * scale),
                colour=SKIN,
                thick=24 * scale,
            )
        self.stroke((x + 50 * scale, y + 44 * scale), (x + 76 * scale, y + 6 * scale), colour=SKIN, thick=22 * scale)
        self.card(
            (x - 54 * scale, y - 14 * scale, x + 54 * scale, y + 84 * scale), SKIN, edge=None, round_by=34 * scale
        )

    def clock(self, at: Point, radius: float, hour: float, text: str) -> None:
        """A clock with its time in words below."""
        self.disc(at, radius, SURFACE, edge=BLUE, thick=8)
        for turn, reach, thick in ((hour / 12, 0.5, 10), (hour % 1, 0.74, 7)):
            angle = turn * 2 * pi - pi / 2
            self.stroke(at, (at[0] + cos(angle) * radius * reach, at[1] + sin(angle) * radius * reach), thick=thick)
        self.words((at[0], at[1] + radius + 44), text, 40, bold=True, colour=BLUE)

    def waves(self) -> None:
        """The pattern of the title card: 青海波, faint."""
        for row in range(20):
            for column in range(-1, 18):
                middle = (column * 80 + (40 if row % 2 else 0), row * 40 + 40)
                for radius in (38, 26, 14):
                    self.curve(middle, radius, (180, 360), "#1e3263", 3)


def title_card(kicker: str, title: str) -> Stage:
    """What a film begins with."""
    stage = Stage(NIGHT)
    stage.waves()
    stage.words((110, 240), kicker, 36, bold=True, colour=ORANGE, anchor="lm")
    stage.words((110, 360), title, 68, bold=True, colour=SURFACE, anchor="lm")
    return stage
