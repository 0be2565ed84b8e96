"""Draw the figures of the demo lessons: `python demo/figures/draw.py`. The pictures beside the lessons are its output."""

from __future__ import annotations

from pathlib import Path

from canvas import BLUE, DEEP, GREEN, PAPER, ROSE, SAND, Canvas

COURSES = Path(__file__).resolve().parents[1] / "courses"


def home_to_internet() -> Canvas:
    """A2-1: the way from the devices at home through the router to the servers."""
    canvas = Canvas(960, 760)
    canvas.pen.rounded_rectangle((20, 20, 560, 740), radius=30, outline=DEEP, width=5)
    canvas.words((290, 66), "家の中", 40, bold=True, colour=DEEP)
    canvas.box((50, 130, 270, 240), "スマホ", SAND)
    canvas.box((50, 330, 270, 440), "パソコン", SAND)
    canvas.box((50, 530, 270, 640), "テレビ", SAND)
    canvas.box((350, 315, 540, 455), "ルーター", GREEN)
    for top in (185, 385, 585):
        canvas.line((270, top), (350, 385), dashed=True)
    canvas.words((290, 690), "点線は電波（Wi-Fi）", 32)
    canvas.pen.rounded_rectangle((640, 20, 940, 740), radius=90, outline=DEEP, width=5)
    canvas.words((790, 80), "インターネット", 36, bold=True, colour=DEEP)
    canvas.line((540, 385), (640, 385))
    canvas.words((601, 325), "外の\n線", 30)
    canvas.box((670, 170, 910, 330), "DNS\n名前 → 番地", BLUE, 34)
    canvas.box((670, 440, 910, 600), "サーバー\nページを送る", BLUE, 34)
    return canvas


def three_two_one() -> Canvas:
    """A3-3: three copies, two kinds of place, one of them far away."""
    canvas = Canvas(960, 760)
    canvas.words((480, 50), "コピーは3つ、置き場所は2種類、1つは離れた場所", 36, bold=True, colour=DEEP)
    canvas.box((310, 110, 650, 250), "いつも使う\nパソコン・スマホ", SAND, 36)
    canvas.words((480, 280), "1つ目", 32)
    canvas.arrow((400, 310), (400, 400))
    canvas.arrow((560, 310), (560, 400))
    canvas.box((60, 410, 450, 570), "外付けの装置\n（家の引き出し）", GREEN, 36)
    canvas.box((510, 410, 900, 570), "クラウド\n（離れた場所）", BLUE, 36)
    canvas.words((255, 600), "2つ目", 32)
    canvas.words((705, 600), "3つ目", 32)
    canvas.box((60, 640, 450, 740), "終わったら線を抜く", PAPER, 34)
    canvas.box((510, 640, 900, 740), "前の版にもどせるか見る", PAPER, 32)
    return canvas


def table_parts() -> Canvas:
    """A4-2: columns run down, rows run across, B2 is where they meet."""
    canvas = Canvas(960, 700)
    left, top, width, height = 120, 130, 260, 84
    heads = ("A", "B", "C")
    cells = (
        ("品物", "数", "金額"),
        ("おかし", "12", "2,160"),
        ("紙コップ", "3", "330"),
        ("折り紙", "5", "1,100"),
        ("合計", "", ""),
    )
    for at, head in enumerate(heads):
        place = left + at * width
        canvas.pen.rectangle((place, top - 70, place + width, top), fill=BLUE, outline=DEEP, width=3)
        canvas.words((place + width // 2, top - 36), head, 40, bold=True, colour=DEEP)
    for row, texts in enumerate(cells):
        down = top + row * height
        canvas.pen.rectangle((left - 90, down, left, down + height), fill=GREEN, outline=DEEP, width=3)
        canvas.words((left - 45, down + height // 2), str(row + 1), 40, bold=True, colour=DEEP)
        for at, text in enumerate(texts):
            place = left + at * width
            canvas.pen.rectangle((place, down, place + width, down + height), outline=DEEP, width=3)
            canvas.words((place + width // 2, down + height // 2), text, 38, bold=row == 0)
    canvas.pen.rectangle((left + width, top + height, left + 2 * width, top + 2 * height), outline="#b3402f", width=10)
    canvas.words((480, 605), "赤い枠のセルは B2（Bの列、2の行）", 40, bold=True)
    canvas.words((480, 660), "列はたて（A・B・C）、行は横（1・2・3…）", 34)
    return canvas


def first_ten_minutes() -> Canvas:
    """B2-4: stop, call, write down, wait for instructions."""
    canvas = Canvas(960, 900)
    canvas.words((480, 50), "はじめの10分", 46, bold=True, colour=DEEP)
    steps = (
        ("1 止める", "共有を止める・遠くからロックする", ROSE),
        ("2 電話する", "分かったところまでで、すぐに", SAND),
        ("3 書きとめる", "時刻・もの・中身・したこと", GREEN),
        ("4 指示を待つ", "おわびは、指示を受けてから", BLUE),
    )
    for at, (name, how, fill) in enumerate(steps):
        top = 110 + at * 195
        canvas.box((60, top, 900, top + 140), f"{name}\n{how}", fill, 38)
        if at < len(steps) - 1:
            canvas.arrow((480, top + 142), (480, top + 190))
    return canvas


FIGURES = {
    "a2-internet/assets/home-to-internet.png": home_to_internet,
    "a3-security/assets/three-two-one.png": three_two_one,
    "a4-documents/assets/table-parts.png": table_parts,
    "b2-safe-workplace/assets/first-ten-minutes.png": first_ten_minutes,
}

if __name__ == "__main__":
    for name, draw in FIGURES.items():
        draw().save(COURSES / name)
