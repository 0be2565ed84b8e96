"""A3-2: a message about a parcel. One function a line of a3-2.txt; `step` counts its sentences."""

from __future__ import annotations

from stage import (
    BLUE,
    BROWN,
    CREAM,
    GREEN,
    LEAF,
    LINE,
    NIGHT,
    ORANGE,
    PALE,
    QUIET,
    RED,
    ROSE,
    SKY,
    SUNKEN,
    SURFACE,
    Point,
    Stage,
    title_card,
)  # fmt: skip

HEAD = ("A3-2 フィッシングを見分ける", "手を止めて、\n別の入口から")


def title() -> Stage:
    """The title with a phone and a hook for numbers."""
    stage = title_card(*HEAD)
    left, top, right, _end = stage.phone(860, 90, 280, 470)
    stage.label((left + 24, top + 60, right - 24, top + 170), "SMS", PALE, 44, colour=BLUE, edge=None)
    stage.card((left + 24, top + 200, right - 24, top + 226), SUNKEN, edge=None, round_by=12)
    stage.card((left + 24, top + 246, right - 80, top + 272), SUNKEN, edge=None, round_by=12)
    stage.hand((1120, 470), 0.8)
    return stage


def lunch(step: int) -> Stage:
    """Ken at lunch; then the phone says that there is a message."""
    stage = Stage()
    stage.clock((210, 190), 110, 12 + 10 / 60, "12:10")
    stage.card((120, 556, 1160, 580), BROWN, edge=None, round_by=8)
    stage.person((560, 290), 1.4, SKY)
    stage.card((450, 480, 700, 556), RED, edge=None, round_by=16)
    stage.card((466, 492, 684, 544), SURFACE, edge=None, round_by=10)
    stage.disc((575, 518), 18, RED)
    left, top, right, _end = stage.phone(890, 130, 240, 400)
    if step:
        stage.card((left + 14, top + 90, right - 14, top + 190), CREAM, edge=ORANGE, thick=4)
        stage.words(((left + right) / 2, top + 140), "SMS 1件", 34, bold=True, colour=BROWN)
        for radius in (28, 46):
            stage.curve((1130, 130), radius, (280, 350), ORANGE, 8)
    return stage


def _message(stage: Stage, at: Point = (110, 60), *, marked: bool = False) -> None:
    """The message as the phone shows it."""
    left, top, right, _end = stage.phone(at[0], at[1], 460, 510)
    stage.words(((left + right) / 2, top + 40), "SMS", 30, bold=True, colour=QUIET)
    stage.card((left + 24, top + 80, right - 24, top + 360), PALE, edge=None)
    if marked:
        stage.card((left + 36, top + 182, left + 196, top + 240), CREAM, edge=ORANGE, thick=5, round_by=12)
    for row, text in enumerate(("不在のため", "持ち帰りました。", "今日中に", "下のリンクから")):
        stage.words((left + 48, top + 120 + row * 46), text, 36, anchor="lm", bold=marked and row == 2)
    stage.words((left + 48, top + 316), "https://…", 34, colour=BLUE, anchor="lm")
    stage.stroke((left + 48, top + 338), (left + 206, top + 338), thick=3)


def message(_step: int) -> Stage:
    """What the message says; a parcel is waited for."""
    stage = Stage()
    _message(stage)
    stage.card((760, 250, 1080, 500), "#e0b97f", edge=BROWN, thick=4)
    stage.card((890, 252, 950, 498), CREAM, edge=None, round_by=0)
    stage.words((920, 190), "待っている荷物", 40, bold=True, colour=BROWN)
    return stage


def hurry(step: int) -> Stage:
    """The first sign, and the hand that stops."""
    stage = Stage()
    _message(stage, marked=True)
    stage.sign(1, "急がせる", 90)
    if step:
        stage.hand((830, 390), 1.05)
        stage.words((1080, 390), "手を\n止める", 54, bold=True, colour=RED)
    return stage


def card_number(step: int) -> Stage:
    """The form behind the link, and the second sign."""
    stage = Stage()
    left, top, right, _end = stage.phone(110, 60, 460, 510)
    stage.card((left, top, right, top + 84), ORANGE, edge=None, round_by=12)
    stage.words(((left + right) / 2, top + 42), "お届けの手続き", 36, bold=True, colour=NIGHT)
    for row, text in enumerate(("お名前", "カードの番号")):
        down = top + 120 + row * 130
        strong = bool(row and step)
        stage.words((left + 30, down), text, 32, anchor="lm", bold=strong)
        stage.card(
            (left + 28, down + 26, right - 28, down + 86), CREAM if strong else SURFACE, edge=ORANGE if strong else LINE
        )
    stage.label((left + 90, top + 360, right - 90, top + 416), "送る", PALE, 32, colour=BLUE, edge=None)
    stage.sign(1, "急がせる", 90)
    if step:
        stage.sign(2, "大事なものを聞く", 250)
    return stage


def looks(_step: int) -> Stage:
    """Two pages that look the same."""
    stage = Stage()
    for left, name in ((130, "?"), (690, "?")):
        stage.card((left, 110, left + 460, 500), SURFACE)
        stage.card((left, 110, left + 460, 190), ORANGE, edge=None)
        stage.words((left + 230, 150), "みなみ浜の宅配便", 36, bold=True, colour=NIGHT)
        for row, width in enumerate((380, 340, 260)):
            stage.card((left + 40, 230 + row * 50, left + 40 + width, 256 + row * 50), SUNKEN, edge=None, round_by=12)
        stage.disc((left + 230, 430), 46, PALE)
        stage.words((left + 230, 430), name, 52, bold=True, colour=BLUE)
    stage.words((640, 60), "見た目は、まねできる", 46, bold=True, colour=BLUE)
    return stage


def other_door(_step: int) -> Stage:
    """Not the link: the app one opens oneself."""
    stage = Stage()
    stage.card((100, 170, 520, 430), PALE, edge=None)
    stage.words((310, 240), "下のリンクから", 40)
    stage.words((310, 330), "https://…", 40, colour=BLUE)
    stage.stroke((215, 358), (405, 358), thick=3)
    stage.cross((500, 180), 54)
    stage.arrow((580, 300), (720, 300), GREEN)
    left, top, right, _end = stage.phone(800, 60, 320, 510)
    for row in range(3):
        for column in range(2):
            box = (left + 40 + column * 118, top + 40 + row * 118, left + 130 + column * 118, top + 130 + row * 118)
            stage.card(box, SUNKEN, edge=None)
    stage.card((left + 158, top + 158, left + 248, top + 248), ORANGE, edge=GREEN, thick=7)
    stage.words((left + 203, top + 203), "荷", 48, bold=True, colour=NIGHT)
    stage.words(((left + right) / 2, top + 398), "自分で開く", 34, bold=True, colour=GREEN)
    stage.tick((left + 250, top + 160), 34)
    return stage


def nothing_there(step: int) -> Stage:
    """The app knows of no parcel; the message was a fake."""
    stage = Stage()
    left, top, right, _end = stage.phone(160, 60, 400, 510)
    stage.card((left, top, right, top + 84), ORANGE, edge=None, round_by=12)
    stage.words(((left + right) / 2, top + 42), "いつものアプリ", 36, bold=True, colour=NIGHT)
    stage.tick(((left + right) / 2, top + 190), 48)
    stage.words(((left + right) / 2, top + 310), "不在の知らせは\nありません", 38, bold=True)
    if step:
        stage.card((700, 180, 1140, 420), PALE, edge=None)
        stage.words((920, 250), "今日中に", 40, colour=QUIET)
        stage.words((920, 320), "下のリンクから", 40, colour=QUIET)
        stage.label((760, 360, 1080, 470), "にせもの", ROSE, 56, colour=RED, edge=RED)
    return stage


def keep(step: int) -> Stage:
    """The two moves to take along."""
    stage = Stage()
    stage.card((110, 90, 600, 420), SURFACE)
    stage.hand((355, 220), 0.85)
    stage.words((355, 375), "手を止める", 46, bold=True, colour=RED)
    if step:
        stage.card((680, 90, 1170, 420), SURFACE)
        stage.card((845, 130, 1005, 310), ORANGE, edge=BROWN, thick=5, round_by=14)
        stage.disc((978, 224), 9, BROWN)
        stage.words((925, 370), "別の入口から確かめる", 42, bold=True, colour=GREEN)
    if step > 1:
        stage.label((110, 460, 1170, 560), "この2つで、だまされにくくなります", LEAF, 44, colour=GREEN, edge=GREEN)
        stage.tick((190, 510), 32)
    return stage


SCENES = (lunch, message, hurry, card_number, looks, other_door, nothing_there, keep)
