"""B4-2: a web meeting in four moves. One function a line of b4-2.txt; `step` counts its sentences."""

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
    SUNKEN,
    SURFACE,
    Box,
    Point,
    Stage,
    title_card,
)  # fmt: skip

HEAD = ("B4-2 Web会議の進行", "準備・開始・\n確認・終了")
MOVES = ("準備", "開始", "確認", "終了")
PINK, TEAL = "#c7566b", "#2f7d86"


def title() -> Stage:
    """The title with two who meet."""
    stage = title_card(*HEAD)
    left, top, right, end = stage.laptop(700, 180, 480, 310)
    middle = (left + right) / 2
    for at, cloth, long_hair in ((left, PINK, True), (middle, TEAL, False)):
        box = (at + 10, top + 12, at + (right - left) / 2 - 10, end - 12)
        _tile(stage, box, cloth, long_hair=long_hair)
    return stage


def _tile(stage: Stage, box: Box, cloth: str, *, long_hair: bool = False, edge: str = LINE) -> None:
    """One who takes part, as the screen shows them."""
    left, top, right, end = box
    stage.card(box, SUNKEN, edge=edge, round_by=14, thick=5 if edge != LINE else 2)
    scale = (end - top) / 290
    stage.person(((left + right) / 2, top + (end - top) * 0.36), scale, cloth, long_hair=long_hair)
    stage.card((left, end - 3, right, end + (end - top) * 0.02), SUNKEN, edge=None, round_by=1)


def _moves(stage: Stage, now: int, top: float = 30) -> None:
    """Where we are among the four moves; the present one has a mark and a dark box."""
    for number, name in enumerate(MOVES):
        left = 150 + number * 250
        here = number == now
        stage.card(
            (left, top, left + 220, top + 66), BLUE if here else SURFACE, edge=BLUE if here else LINE, round_by=33
        )
        text = f"{number + 1} {name}"
        stage.words((left + 110, top + 33), text, 34, bold=here, colour=SURFACE if here else QUIET)


def _mic(stage: Stage, at: Point, scale: float = 1, *, on: bool = True) -> None:
    x, y = at
    colour = GREEN if on else QUIET
    stage.card((x - 22 * scale, y - 60 * scale, x + 22 * scale, y + 20 * scale), colour, edge=None, round_by=22 * scale)
    stage.curve((x, y), 40 * scale, (0, 180), colour, 8 * scale)
    stage.stroke((x, y + 40 * scale), (x, y + 66 * scale), colour=colour, thick=8 * scale)
    if not on:
        stage.stroke((x - 44 * scale, y - 60 * scale), (x + 44 * scale, y + 60 * scale), colour=RED, thick=8 * scale)


def ten_minutes(step: int) -> Stage:
    """Ten minutes before the meeting Haru opens her list."""
    stage = Stage()
    stage.clock((240, 240), 130, 9 + 50 / 60, "10分前")
    stage.card((420, 556, 1180, 580), BROWN, edge=None, round_by=8)
    stage.person((640, 320), 1.25, PINK, long_hair=True)
    if step:
        stage.card((860, 110, 1140, 520), SURFACE)
        stage.words((1000, 160), "点検表", 42, bold=True, colour=BLUE)
        for row, text in enumerate(("アプリ", "音", "カメラ", "名前", "資料")):
            stage.card((896, 212 + row * 58, 930, 246 + row * 58), SURFACE, edge=BLUE, round_by=6)
            stage.words((952, 229 + row * 58), text, 36, anchor="lm")
    return stage


def _view(stage: Stage, left: float = 360) -> Box:
    """What the camera sees of Haru."""
    return stage.laptop(left, 140, 560, 380)


def prepare(step: int) -> Stage:
    """Try the sound, look at the picture."""
    stage = Stage()
    _moves(stage, 0)
    left, top, right, end = _view(stage)
    if step:
        stage.person(((left + right) / 2, top + 120), 1.05, PINK, long_hair=True)
        stage.card((left, end - 3, right, end), PALE, edge=None, round_by=1)
        stage.card((left - 40, end, right + 40, end + 18), NIGHT, edge=None, round_by=8)
        _mic(stage, (190, 300), 1.1)
        for radius in (66, 92):
            stage.curve((190, 285), radius, (320, 400), GREEN, 7)
            stage.curve((190, 285), radius, (140, 220), GREEN, 7)
        stage.words((190, 430), "音を試す", 40, bold=True, colour=GREEN)
        stage.card((1010, 250, 1130, 340), BLUE, edge=None, round_by=16)
        stage.shape((1130, 290), (1170, 262), (1170, 328), fill=BLUE)
        stage.disc((1070, 295), 24, PALE)
        stage.words((1090, 430), "映るものを\n見る", 40, bold=True, colour=BLUE)
    return stage


def wall(step: int) -> Stage:
    """A paper with a number of the telephone hangs on the wall, then no more."""
    stage = Stage()
    _moves(stage, 0)
    left, top, right, end = _view(stage)
    stage.person(((left + right) / 2 + 60, top + 130), 1.0, PINK, long_hair=True)
    stage.card((left, end - 3, right, end), PALE, edge=None, round_by=1)
    stage.card((left - 40, end, right + 40, end + 18), NIGHT, edge=None, round_by=8)
    if step:
        stage.tick((left + 110, top + 110), 50)
        stage.words((180, 320), "はずした", 44, bold=True, colour=GREEN)
    else:
        stage.card((left + 24, top + 40, left + 204, top + 200), CREAM, edge=ORANGE, thick=6, round_by=6)
        stage.words((left + 114, top + 92), "電話", 32, bold=True)
        stage.words((left + 114, top + 146), "○○-○○○○", 24)
        stage.words((180, 320), "ほかの人の\n電話番号", 40, bold=True, colour=BROWN)
        stage.arrow((300, 320), (376, 290), ORANGE)
    return stage


def begin(step: int) -> Stage:
    """Three things are said first."""
    stage = Stage()
    _moves(stage, 1)
    if not step:
        stage.clock((640, 300), 130, 10, "10:00")
        return stage
    for number, (name, told) in enumerate(
        (("目的", "お知らせの文を\n決める"), ("終わる時刻", "10時40分"), ("記録する人", "ハル"))
    ):
        left = 110 + number * 370
        stage.card((left, 160, left + 320, 500), SURFACE)
        stage.label((left, 160, left + 320, 250), name, PALE, 40, colour=BLUE, edge=None)
        stage.words((left + 160, 375), told, 38)
    return stage


def speak(_step: int) -> Stage:
    """The microphone is on only while one speaks, and the name comes first."""
    stage = Stage()
    _moves(stage, 1)
    people = ((PINK, True), (TEAL, False), (ORANGE, False))
    for number, (cloth, long_hair) in enumerate(people):
        left = 110 + number * 370
        speaks = number == 0
        _tile(stage, (left, 240, left + 320, 500), cloth, long_hair=long_hair, edge=GREEN if speaks else LINE)
        stage.disc((left + 280, 470), 40, SURFACE, edge=GREEN if speaks else QUIET, thick=3)
        _mic(stage, (left + 280, 472), 0.42, on=speaks)
    stage.label((110, 126, 470, 210), "「ハルです」", LEAF, 42, colour=GREEN, edge=GREEN)
    stage.shape((250, 206), (300, 206), (270, 236), fill=GREEN)
    stage.words((825, 168), "ほかの人はマイクを切る", 38, colour=QUIET)
    return stage


def confirm(step: int) -> Stage:
    """Who, what, until when; and the question whether that is right."""
    stage = Stage()
    _moves(stage, 2)
    rows = (("だれが", "ハル"), ("何を", "お知らせの下書き"), ("いつまでに", "27日の15時"))
    for number, (name, told) in enumerate(rows):
        top = 130 + number * 100
        stage.card((200, top, 1080, top + 84), SURFACE)
        stage.label((200, top, 470, top + 84), name, PALE, 40, colour=BLUE, edge=None)
        if step:
            stage.words((520, top + 42), told, 42, bold=True, anchor="lm")
    if step > 1:
        stage.label((400, 450, 880, 550), "「合っていますか」", LEAF, 48, colour=GREEN, edge=GREEN)
    return stage


def end(step: int) -> Stage:
    """What was settled is read out; thanks; out of the room."""
    stage = Stage()
    _moves(stage, 3)
    stage.card((150, 150, 640, 510), SURFACE)
    stage.words((395, 200), "決まったこと", 42, bold=True, colour=BLUE)
    for row, text in enumerate(("ハル：下書き 27日15時", "アオイ：写真 28日12時")):
        stage.tick((205, 290 + row * 90), 22)
        stage.words((245, 290 + row * 90), text, 34, anchor="lm")
    if step:
        _tile(stage, (740, 200, 1080, 460), PINK, long_hair=True)
        stage.label((810, 116, 1150, 196), "ありがとうございました", LEAF, 28, colour=GREEN, edge=GREEN)
        stage.label((830, 480, 990, 540), "退出", RED, 34, colour=SURFACE, edge=None)
    return stage


def order(step: int) -> Stage:
    """The four moves in their order."""
    stage = Stage()
    for number, name in enumerate(MOVES):
        left = 90 + number * 290
        stage.card((left, 150, left + 230, 360), SURFACE)
        stage.disc((left + 115, 210), 38, ORANGE)
        stage.words((left + 115, 210), str(number + 1), 42, bold=True, colour=NIGHT)
        stage.words((left + 115, 300), name, 54, bold=True, colour=BLUE)
        if number:
            stage.arrow((left - 50, 255), (left - 14, 255))
    if step:
        stage.label((240, 420, 1040, 530), "この順番なら、あわてません", LEAF, 48, colour=GREEN, edge=GREEN)
    return stage


SCENES = (ten_minutes, prepare, wall, begin, speak, confirm, end, order)
