"""The words of the lint in Japanese and English. Plain dictionaries, because this package knows no gettext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from content.lessonmark.kinds import nearest

if TYPE_CHECKING:
    from content.lessonmark.findings import Finding

Language = Literal["ja", "en"]

JAPANESE: dict[str, str] = {
    "E101": "「::: {name}」という部品はありません。「{near}」のまちがいではありませんか。",
    "E102": "「::: {name}」が閉じられていません。終わりに「:::」だけの行を書いてください。",
    "E103": "始まりのない「:::」があります。",
    "E104": "「:::」は行のはじめに書いてください。リストや引用、表の中では使えません。",
    "E105": "コードの囲み（```）が閉じられていません。",
    "E106": "「{{」から「}}」までの書き方が正しくありません。例：{{#id points=2}}",
    "E107": "「{name}」には「{key}」という設定がありません。使えるのは {list} です。",
    "E108": "「{key}={value}」は使えません。{hint}",
    "E109": "「{name}」は「{parent}」の中では使えません。",
    "E110": "名前（{{#…}}）がありません。",
    "E111": "名前「{id}」が {n}行目と重なっています。",
    "E112": "「{id}」は前に「{old}」でした。種類を変えるときは新しい名前にしてください。",
    "E113": "名前「{id}」は使えません。英小文字・数字・ハイフンで3〜40文字にしてください。",
    "E114": "名前「{id}」は以前に使われました。別の名前にしてください。",
    "E115": "入れ子が深すぎます（4段まで）。",
    "E116": "「::: {name}」はまだ使えません。",
    "E201": "正解に [x] を付けてください。",
    "E202": "選択肢は2つ以上必要です。",
    "E203": "同じ選択肢が2つあります。",
    "E204": "正解の行（= …）がありません。",
    "E205": "正解の数が読めません。例：450、3.14 ± 0.01、10..20",
    "E206": "範囲の小さい数と大きい数が逆です。",
    "E207": "空欄（[[…]]）がありません、または空です。",
    "E208": "選ぶ空欄では、正解を1つだけ（ ）で囲んでください。",
    "E209": "並べかえは3つ以上の番号付きリストで書いてください。",
    "E210": "「- 左 -> 右」の形で書いてください。",
    "E211": "同じ左側が2つあります。",
    "E212": "「- 表 :: 裏」の形で書いてください。",
    "E213": "ここでは [x] は使えません。",
    "E215": "正しければ「= ○」、誤りなら「= ×」を1行だけ書いてください。",
    "E216": "score は 0〜100 で書いてください。100 の正解が1つ必要です。",
    "E217": "「$ 」で始まる行がありません。",
    "E218": "評価表（rubric）が読めません。1列目は観点、2列目からは点数です。",
    "E219": "同じ答えが正解（=）とまちがい（!=）の両方にあります。",
    "E221": "選択肢は20個までです。",
    "E222": ("選択肢の行に「 > 」があります。説明なら次の行に「  > 」で、文字なら「\\>」と書いてください。"),
    "E301": "始まりの場面「{id}」がありません。",
    "E302": "「{id}」という場面はありません。",
    "E303": "場面「{id}」へ行く道がありません。",
    "E304": "場面「{id}」で行き止まりです。選択肢を書くか {{end}} を付けてください。",
    "E305": "場面「{id}」からは終わりに着けません。",
    "E306": "どの道を通っても目標点（{goal}）に届きません。",
    "E307": "場面「{id}」が2つあります。",
    "E308": "終わりの場面「{id}」には選択肢を書けません。",
    "E309": "「- 文 => 場面」の形で書いてください。",
    "E401": "問題の外に「- [x]」があります。「::: choice」の行を確かめてください。",
    "E402": "穴うめの外に「[[」があります。文字として書くときは「\\[[」にします。",
    "E403": ("問題の外に「= 」「!= 」「$ 」で始まる行があります。文字として書くときは前に「\\」を付けます。"),
    "E404": "「::: code」の外に hidden または solution のコードがあります。",
    "E501": "画像の説明を入力してください。飾りの画像なら「飾り」を選んでください。",
    "E502": "「{key}」という{kind}が見つかりません。",
    "E503": "動画に字幕を付けてください（または文字起こし）。",
    "E504": "外の画像は使えません。画像ライブラリに入れてください。",
    "E505": "このリンク先は使えません。",
    "E506": "表の見出しのセルを指定してください。",
    "E507": "見出しの段階が飛んでいます。",
    "E508": "リンクの文字だけで行き先が分かるようにしてください。",
    "E510": "ふりがなの数が漢字の数と合いません。",
    "E601": "出す数（{draw}）が問題の数（{n}）より多くなっています。",
    "E602": "問題集「{pool}」がありません。",
    "E603": "人が採点する問題は、確認テストの中では使えません。",
    "E604": "確認テストの中に確認テストは置けません。",
    "E605": "合格点は 1〜100 で書いてください。",
    "E606": "「{variant}」版の問題「{id}」が、もとの文と合いません（{what}）。",
    "E607": "「{variant}」版には正解の印を書けません。もとの文だけに書きます。",
    "E608": "文書が大きすぎます（300KB、100問まで）。",
    "E609": "使えない文字（U+0000）が入っています。",
    "W701": ("1文が長すぎます（{n}字）。標準は80字、やさしい日本語は40字までが目安です。"),
    "W703": "画像の名前が答えを示しているかもしれません（{key}）。",
    "W704": "URLがそのまま書かれています。言葉にリンクを付けてください。",
    "W705": "太字の ** の内側に空白があり、太字になりません。",
    "W706": "解説（explain）がありません。",
    "W707": "全角の記号を半角に直しました（{n}か所）。",
    "W708": "文字の画像は避けてください。（{key}）",
    "W709": "問題の数が確認テストの2倍より少ないため、次も同じ問題が出ます。",
    "W710": "選択肢がすべて正解です。",
    "W711": "単元が長すぎます。2つに分けてください。（本文 5,000字まで）",
}

ENGLISH: dict[str, str] = {
    "E101": "There is no block “::: {name}”. Did you mean “{near}”?",
    "E102": "“::: {name}” is not closed. End it with a line that holds only “:::”.",
    "E103": "There is a “:::” that closes nothing.",
    "E104": "“:::” must stand at the start of a line, not in a list, a quote or a table.",
    "E105": "A code fence (```) is not closed.",
    "E106": "What stands between “{{” and “}}” cannot be read. Example: {{#id points=2}}",
    "E107": "“{name}” has no option “{key}”. It takes: {list}.",
    "E108": "“{key}={value}” cannot be used. {hint}",
    "E109": "“{name}” cannot stand in “{parent}”.",
    "E110": "The name ({{#…}}) is missing.",
    "E111": "The name “{id}” is already used at line {n}.",
    "E112": "“{id}” used to be “{old}”. Give it a new name when you change its type.",
    "E113": "“{id}” cannot be a name. Use 3 to 40 lower-case letters, digits and hyphens.",
    "E114": "The name “{id}” was used before. Please choose another.",
    "E115": "Blocks are nested too deeply (four levels at most).",
    "E116": "“::: {name}” cannot be used yet.",
    "E201": "Mark the right answer with [x].",
    "E202": "At least two options are needed.",
    "E203": "Two options are the same.",
    "E204": "There is no answer line (= …).",
    "E205": "The number cannot be read. Examples: 450, 3.14 ± 0.01, 10..20",
    "E206": "The smaller and the larger number of the range are swapped.",
    "E207": "There is no gap ([[…]]), or one is empty.",
    "E208": "In a select gap put ( ) around exactly one right answer.",
    "E209": "An order needs a numbered list of three or more lines.",
    "E210": "Write it as “- left -> right”.",
    "E211": "The same left side stands twice.",
    "E212": "Write it as “- front :: back”.",
    "E213": "[x] cannot be used here.",
    "E215": "Write exactly one line: “= ○” if it is right, “= ×” if it is wrong.",
    "E216": "score is 0 to 100, and one answer must have 100.",
    "E217": "There is no line that begins with “$ ”.",
    "E218": "The rubric cannot be read: the first column is the criterion, the others are points.",
    "E219": "The same answer stands as right (=) and as a mistake (!=).",
    "E221": "At most 20 options.",
    "E222": "An option line holds “ > ”. Put feedback on the next line after “  > ”; write “\\>” for the character.",
    "E301": "There is no scene “{id}” to start with.",
    "E302": "There is no scene “{id}”.",
    "E303": "No way leads to the scene “{id}”.",
    "E304": "The scene “{id}” is a dead end. Write choices or add {{end}}.",
    "E305": "From the scene “{id}” no end can be reached.",
    "E306": "No way reaches the goal ({goal}).",
    "E307": "The scene “{id}” stands twice.",
    "E308": "The scene “{id}” is an end and cannot have choices.",
    "E309": "Write it as “- text => scene”.",
    "E401": "“- [x]” stands outside a question. Check the line “::: choice”.",
    "E402": "“[[” stands outside a cloze. Write “\\[[” for the characters.",
    "E403": "A line outside a question begins with “= ”, “!= ” or “$ ”. Put “\\” before it to keep it as text.",
    "E404": "Code marked hidden or solution stands outside “::: code”.",
    "E501": "Describe the picture. If it is decoration, choose “decoration”.",
    "E502": "There is no {kind} “{key}”.",
    "E503": "Add captions (or a transcript) to the film.",
    "E504": "Pictures from elsewhere cannot be used. Put the picture into the library.",
    "E505": "This link target cannot be used.",
    "E506": "Name the header cells of the table.",
    "E507": "A heading level is skipped.",
    "E508": "The words of a link must say where it leads.",
    "E510": "The number of readings does not fit the characters.",
    "E601": "More questions are to be drawn ({draw}) than there are ({n}).",
    "E602": "There is no question bank “{pool}”.",
    "E603": "Questions graded by a person cannot be used in a course test.",
    "E604": "A course test cannot stand in a course test.",
    "E605": "The pass mark is a number from 1 to 100.",
    "E606": "The question “{id}” of the {variant} text does not fit the main text ({what}).",
    "E607": "The {variant} text cannot hold answer marks. They stand in the main text only.",
    "E608": "The text is too large (300 KB and 100 questions at most).",
    "E609": "The text holds a character that cannot be used (U+0000).",
    "W701": "A sentence is long ({n} characters). Aim for 80, in plain Japanese 40.",
    "W703": "The key of the picture may give the answer away ({key}).",
    "W704": "A bare address stands in the text. Put the link on words.",
    "W705": "Spaces inside ** keep the text from becoming bold.",
    "W706": "There is no explanation (explain).",
    "W707": "Full-width marks were made half-width ({n} places).",
    "W708": "Please avoid pictures of text ({key}).",
    "W709": "There are fewer than twice as many questions as the test draws: the next try asks the same ones.",
    "W710": "Every option is right.",
    "W711": "The lesson is too long. Please split it in two (5,000 characters of text at most).",
}

_WORDS: dict[str, tuple[str, str]] = {
    "top": ("本文", "the text"),
    "bank": ("問題集", "a question bank"),
    "item": ("問題", "question"),
    "image": ("画像", "picture"),
    "file": ("ファイル", "file"),
    "page": ("ページ", "page"),
    "video": ("動画", "film"),
    "audio": ("音声", "sound file"),
    "captions": ("字幕", "set of captions"),
    "variant.easy": ("やさしい日本語", "plain Japanese"),
    "variant.en": ("英語", "English"),
    "what.missing": ("ありません", "it is missing"),
    "what.unknown": ("もとの文にありません", "the main text has none"),
    "what.type": ("もとは {other} です", "it is {other} there"),
    "what.setting": ("設定「{key}」が違います", "the setting “{key}” differs"),
    "what.count": ("{n}行、もとは{other}行です", "{n} lines, {other} there"),
    "what.pairs": ("組み合わせが違います", "the pairs differ"),
    "what.gaps": ("空らんは [[1]] から [[{n}]] まで順に書きます", "gaps are written [[1]] to [[{n}]] in order"),
    "what.hints": ("ヒントが{n}個、もとは{other}個です", "{n} hints, {other} there"),
    "what.explain": ("もとの文に解説がありません", "the main text has no explanation"),
    "what.steps": ("手順は $ 1 から $ {n} まで順に書きます", "steps are written $ 1 to $ {n} in order"),
    "what.scenes": ("場面の名前が違います", "the names of the scenes differ"),
    "what.shape": ("項目の数が違います", "the number of entries differs"),
    "hint.media": ("例：src=media:wifi-intro", "Example: src=media:wifi-intro"),
    "hint.percent": ("例：complete=90%", "Example: complete=90%"),
    "hint.flag": ("値は付けません。", "It takes no value."),
    "hint.int": ("{low}〜{high} の数で書いてください。", "Write a number from {low} to {high}."),
    "hint.one_of": ("使えるのは {values} です。", "It takes: {values}."),
    "hint.skill": (
        "スキルの記号をコンマで区切って書いてください。",
        "Write skill codes separated by commas.",
    ),
    "hint.per_day": (
        "1〜{high} の数に /day を付けて、3/day のように書いてください。",
        "Write 1 to {high} and /day: 3/day.",
    ),
    "hint.name": ("問題や問題集の名前を書いてください。", "Write the name of a question or of a bank."),
    "hint.in_test": ("確認テストの中の問題には付けられません。", "A question inside a course test does not take it."),
    "hint.lang": ("ja や en のように書いてください。", "Write it like ja or en."),
    "hint.megabytes": ("1MB〜{high}MB のように書いてください。", "Write a size from 1MB to {high}MB."),
    "hint.code_lang": ("python や javascript のように書いてください。", "Write it like python or javascript."),
    "hint.text": (
        "1〜{high} 文字で書いてください。",
        "Write 1 to {high} characters.",
    ),
}


def text(finding: Finding, lang: Language = "ja") -> str:
    """The message of one finding without its line."""
    messages = ENGLISH if lang == "en" else JAPANESE
    return messages[finding.code].format(**_filled(finding.code, finding.params, lang))


def printed(finding: Finding, lang: Language = "ja") -> str:
    """The message with the line in front: 「12行目：…」."""
    where = f"Line {finding.line}: " if lang == "en" else f"{finding.line}行目："
    return where + text(finding, lang)


def word(name: str, lang: Language = "ja", **params: Any) -> str:
    """One of the few words that are filled into messages."""
    japanese, english = _WORDS[name]
    return (english if lang == "en" else japanese).format(**params)


def _filled(code: str, params: dict[str, Any], lang: Language) -> dict[str, Any]:
    filled = dict(params)
    if code == "E101":
        filled["near"] = nearest(filled["name"])
    if "hint" in filled:
        name, *values = filled["hint"]
        filled["hint"] = word(f"hint.{name}", lang, **dict(values))
    if "what" in filled:
        name, *values = filled["what"]
        filled["what"] = word(f"what.{name}", lang, **dict(values))
    if "variant" in filled:
        filled["variant"] = word(f"variant.{filled['variant']}", lang)
    if filled.get("parent") in ("", "bank"):
        filled["parent"] = word(filled["parent"] or "top", lang)
    if "kind" in filled:
        filled["kind"] = word(filled["kind"], lang)
    return filled
