"""A course goes out as a zip and comes back the same; archives of strangers are refused with reasons."""

from __future__ import annotations

import datetime
import io
import stat
import struct
import zipfile

import pytest

from content.formats import ZipRefused, course_as_files, read_course_folder, read_course_zip, write_course_zip

COURSE = """id: A3
slug: a3-security
title: 情報セキュリティ入門
minutes: 180
audience: 全
objective:
  - 見分けられる
skills:
  - code: SEC-01
    level: 2
licence: CC BY 4.0
credits: 教材チーム
lessonmark: 1
x-own: 自由な値
"""
LESSON = """---
id: A3-1
title: 強い認証
slug: strong
minutes: 35
skills:
  - SEC-01
reviewed_on: 2026-11-20
x-note: 残る
---
本文です。

::: memo
残る覚え書き
:::
"""
FILES = {
    "course.yaml": COURSE,
    "lessons/010-strong.md": LESSON,
    "lessons/010-strong.easy.md": "やさしい本文。\n",
    "bank/security.md": "---\ntitle: 問題集\n---\n::: truefalse {#tf-1}\n問\n= ○\n:::\n",
    "assets.yaml": "- key: wifi\n  file: assets/無線.png\n  alt: 無線の図\n",
    "assets/無線.png": "not really a picture",
}


def packed(files, **changes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**files, **changes}.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(ZipRefused) as caught:
        read_course_zip(data)
    assert caught.value.report
    return "\n".join(map(str, caught.value.report))


def with_file(name: str, text: str | bytes) -> bytes:
    return packed({**FILES, name: text})


def test_export_import_export_gives_the_same_bytes():
    bundle = read_course_zip(packed(FILES))
    first = write_course_zip(bundle)
    again = read_course_zip(first)
    assert again == bundle
    assert write_course_zip(again) == first
    assert write_course_zip(again, date=(2026, 11, 20)) != first


def test_ids_memos_japanese_names_and_unknown_keys_survive(tmp_path):
    for name, data in course_as_files(read_course_zip(packed(FILES))).items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        assert data.decode() == FILES[name]
    bundle = read_course_folder(tmp_path)
    lesson = next(lesson for lesson in bundle.lessons if not lesson.variant)
    assert lesson.meta["reviewed_on"] == datetime.date(2026, 11, 20)
    assert lesson.meta["x-note"] == "残る"
    assert "残る覚え書き" in lesson.text
    assert bundle.assets[0].row["alt"] == "無線の図"
    assert bundle.course["x-own"] == "自由な値"


def test_names_without_the_utf8_flag_are_read_as_cp932():
    data = packed({**FILES, "assets.yaml": "- key: wifi\n  file: assets/a.png\n", "assets/a.png": "x"})
    plain = "assets/表.png".encode("cp932")
    short = packed({"course.yaml": COURSE, "lessons/010-strong.md": LESSON, "assets/12.png": "x"})
    japanese = short.replace(b"assets/12.png", plain)
    assert len(japanese) == len(short)
    assert [line.file for line in read_course_zip(japanese).skipped] == ["assets/表.png"]
    assert read_course_zip(data).assets[0].key == "wifi"


def test_a_zip_of_the_folder_itself_is_read():
    inside = {f"A3 コース/{name}": text for name, text in FILES.items()}
    assert read_course_zip(packed(inside)) == read_course_zip(packed(FILES))


def test_unknown_files_are_told_and_not_silently_dropped():
    bundle = read_course_zip(packed({**FILES, "extra.bin": "x", "assets/other.png": "x", "__MACOSX/._a": "x"}))
    assert [str(line) for line in bundle.skipped] == [
        "assets/other.png：assets.yaml に書かれていないので読みませんでした。",
        "extra.bin：知らないファイルなので読みませんでした。",
    ]


@pytest.mark.parametrize("name", ["../a.md", "lessons/../../a.md", "/etc/a.md", "C:/a.md", "a\\b.md", "a//b.md"])
def test_names_that_leave_the_archive_are_refused(name):
    assert "この名前は使えません" in refused(with_file(name, "x"))


def test_links_are_refused():
    info = zipfile.ZipInfo("lessons/020-link.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO(packed(FILES))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    assert refused(buffer.getvalue()) == "lessons/020-link.md：リンクは使えません。"


def test_links_in_a_folder_are_refused(tmp_path):
    (tmp_path / "course.yaml").symlink_to("/etc/hostname")
    with pytest.raises(ZipRefused, match="リンク"):
        read_course_folder(tmp_path)


def test_a_bomb_is_refused_before_it_is_opened():
    assert "圧縮の割合" in refused(with_file("assets/zero.bin", b"\0" * 5_000_000))


def test_too_many_files_and_too_much_data_are_refused():
    many = {f"assets/{number}.bin": "" for number in range(2001)}
    assert "多すぎます（2000個まで）" in refused(packed({**FILES, **many}))
    assert "大きすぎます（50MBまで）" in refused(b"x" * (50 * 1024 * 1024 + 1))


def test_the_same_name_twice_is_refused():
    data = packed({**FILES, "lessons/020-AA.md": LESSON, "lessons/020-aa.md": LESSON})
    assert "同じ名前のファイルが2つあります" in refused(data)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", packed(FILES)[:-30]])
def test_what_is_no_zip_is_refused(data):
    assert refused(data) == "ZIPファイルとして読めません。"


def test_damaged_and_locked_entries_are_refused():
    data = bytearray(packed({"course.yaml": COURSE * 50}))
    data[60] ^= 0xFF
    assert refused(bytes(data)) in ("ファイルがこわれています。", "ZIPファイルとして読めません。")
    locked = bytearray(packed(FILES))
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8 : at + 10] = struct.pack("<H", struct.unpack("<H", locked[at + 8 : at + 10])[0] | 1)
    assert "パスワード" in refused(bytes(locked))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("course.yaml", COURSE.replace("title: 情報セキュリティ入門\n", ""), "course.yaml：「title」がありません。"),
        ("course.yaml", COURSE + "id: B1\n", "course.yaml 15行目：「id」が2回書かれています。"),
        ("course.yaml", COURSE.replace("lessonmark: 1", "lessonmark: 2"), "lessonmark: 2 には対応していません"),
        ("course.yaml", "a: &a [1]\nb: [*a, *a]\n", "course.yaml 1行目：YAML の「&」「*」"),
        ("course.yaml", "a: " + "[" * 40 + "]" * 40, "入れ子が深すぎます"),
        ("course.yaml", "a: !!python/object/apply:os.getcwd []\n", "YAML として読めません"),
        ("course.yaml", "a: [1\nb: 2\n", "course.yaml 2行目：YAML として読めません"),
        ("course.yaml", "- a\n", "「名前: 値」の形"),
        ("course.yaml", "a: " + " ".join(map(str, range(20_000))), "YAML が大きすぎます"),
        ("course.yaml", "x: 2026-99-99\n", "YAML として読めません"),
        ("lessons/010-strong.md", LESSON.replace("2026-11-20", "きょう"), "「reviewed_on」の書き方"),
        ("lessons/010-strong.md", LESSON.replace("35", "約35分"), "「minutes」の書き方が正しくありません（整数）"),
        ("lessons/010-strong.md", "---\ntitle: x\n本文", "lessons/010-strong.md 1行目：はじめの「---」"),
        ("lessons/020-b.md", LESSON.encode("cp932"), "lessons/020-b.md 3行目：文字コードが UTF-8 ではありません。"),
        ("lessons/020-b.md", LESSON, "slug「strong」が lessons/010-strong.md と重なっています。"),
        ("lessons/one.md", LESSON, "教材の名前は「010-slug.md」の形に"),
        ("assets.yaml", "- key: a\n  file: assets/none.png\n", "「assets/none.png」がありません。"),
        ("assets.yaml", "- key: a\n  file: course.yaml\n", "「course.yaml」がありません。"),
        ("assets.yaml", "- file: assets/無線.png\n", "key と file が必要です"),
    ],
)
def test_wrong_content_is_refused_with_file_and_line(name, text, reason):
    assert reason in refused(with_file(name, text))


def test_all_reasons_come_at_once():
    report = refused(packed({"course.yaml": "id: A\n", "lessons/010-a.md": "---\nid: x\n---\nx", "lessons/b.md": "x"}))
    assert report.count("\n") == 3


def test_a_course_needs_its_record_and_a_lesson():
    assert "course.yaml がありません" in refused(packed({"lessons/010-a.md": LESSON}))
    assert "教材がありません" in refused(packed({"course.yaml": COURSE}))
