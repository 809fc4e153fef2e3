"""Which Chinese characters a voice is told how to read: those that it would read otherwise on its own.

espeak-ng reads the longest words of its own dictionary that it finds, also across the words of a sentence: 为人 in
为人民, 考中 in 高考中. Where such a word has another reading than the sentence, the character is told as well. What is
told stands alone for the voice: 一 and 不 beside it are then told as well, in the tone that they have there.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from understudy.script.polyphones import LONE, pronunciations
from understudy.script.rules import Rule, Said, rule

_TAKEN = """
行 串 单 脚 世 逐|长 长|重 +蹈覆估回开来楼评塑算文屋五午又造|还 缴清|了 +儿清手帐住校|乐 哀胡钟 +经声|
都 本昌德丰花计留宁山商神望武新于 +昌兰灵匀|得 夺分利所相晓幸要一争赚 +中着脸非|
着 穿打合烧掩得 +称吃处床家紧棋实书衣用伞|薄 浮绵摊厌 +地暗海厚礼明膜纱|
为 比变大当定敢合化即记列略沦名能评颇权任身生是视所同蔚原最尊做 +道恶例凭荣善头幸业证重准大|
好 常偏专好 +辩好氧可|数 可 +出点过算|中 猜抽考射说投选 +吃举肯魔签枪邪选意油|种 接情 +祸|朝 朝 +朝歌|便 便 +便难|
背 曲 +起|处 身 +男在|传 史记 +寄赞|弹 难手 +拨唱斥出花纠跳压牙指奏夹|当 爽至 +儿|
倒 病滑昏击砍累碰扑推吓撞醉 +败槽车蛋位卧相|发 毫假卷美染直 +粉夹胀|分 情时宿位有缘越职 +拆|
给 不恩富加口日所月资|更 齿守 +代递楼漏|几 香 +点丁|将 敌麻诸 +牌棋|角 替张 +抵|结 +子|空 +当日|累 缠 +犯月|量 +出|
难 便多躲救质|强 +拉使|切 横剪 +成腹换角开尼去碎线向牙|曲 编唱单碌玛名酸乡新阳一垣舟 +阜靖松沃阳周|
调 可民上特 +变低速驯|相 单倒对分季贫人蜀走 +架扑|应 必接 +力|载 年账 +籍入|只 羊 +手眼|转 +鼓距铃纽塔|作 +死|看 且 +羊|
血 抽吸造 +肠拼|削 +掉|参 +薯宿|差 到等方奉级均逆派跑球人时视岁位温种最 +讹派人商失他我误|藏 川滇青搜 +独羚文象语|
称 案 +锤多|和 +诗|系 +囚|夹 弹 +克|假 渡续|禁 +语|卡 钻|哪 一 +儿|宁 +洱|散 +诞匪话人职|吐 催要 +根|校 +稿|咽 鼻喉前|
占 卜|涨 +满溢|挣 +断|正 雍|单 +丛县|过 +儿|卷 证|壳 介洋 +质|舍 羊宅住 +利玛下|石 公|挑 +起头嘴|吓 +声|要 +束晕|
晕 眩 +机|扎 塔 +好囊|炸 +鸡|折 亏 +了箩钱|粘 胶粘 +度胶菌膜痰性粘|钻 +井卡|片 耳毛像 +名|泊 欧他|露 +齿|绿 +营|
率 疏|溜 一|卜 巴押医 +占甲课问宅征|刹 一|匙 一|答 +白|待 +在|斗 巴吊公科 +六|肚 +腹|恶 恨相 +恨|脯 果|供 录骗 +物|
观 +塘|哄 +抢|划 +痕破水|混 不 +蛋行|奇 +羡|劲 +拔急烈峭挺卒|菌 块松
"""
"""By the character: what stands before it, and (after +) behind it, in words of two that espeak-ng 1.52 reads with
another sound of it, though pypinyin does not (measured on all pairs with the characters of GB 2312, 2026-11-27)."""

_DIGITS = "零〇一二三四五六七八九幺"
_ONE_OF = frozenset(
    "款倍组箱袋盒站滴秒斤吨升克题分课章页列脚丝帮摊卷幕帧桩锅勺罐桶筐篮车船屋池户村县省城国缕叠捆撮挂碟盆坛案环格栏队"
    "家店馆校院科桥季晚局棋球拳枪刀剑画词文诗歌舞剧厘微毫兆吉像伏安瓦长整"
)
"""What is counted, and is no word of espeak-ng with a one before it: it would keep its tone there."""
_WHOLE = re.compile(r"儿(?=[子童女科媳歌孙郎戏时])|(?<=[女婴幼孤少胎男健宠患弃育妻病托产乞])儿|(?<!小孩)(?<=孩)儿|^儿")
"""Where 儿 is a syllable of its own, and not the end of the one before it."""
_SIGNS = frozenset({*LONE, *"一不儿兒"})


@cache
def _taken() -> frozenset[str]:
    found: set[str] = set()
    for row in _TAKEN.replace("\n", "").split("|"):
        sign, *parts = row.split()
        for part in parts:
            found |= {sign + other for other in part[1:]} if part[0] == "+" else {other + sign for other in part}
    return frozenset(found)


@lru_cache(maxsize=4096)
def _alone(pair: str) -> tuple[str, ...]:
    """What two characters are read as where nothing stands around them."""
    return pronunciations(pair)


@lru_cache(maxsize=32)
def given(text: str) -> tuple[str, ...]:
    """For every character, the pinyin that the voice is told, or '' where it reads it right on its own."""
    read = pronunciations(text)
    found = [_told(text, read, place) if sign in LONE else "" for place, sign in enumerate(text)]
    for match in re.finditer("[儿兒]", text):
        found[match.start()] = "er2" if _WHOLE.match(text, match.start()) or not match.start() else "er5"
    for match in re.finditer("[一不]", text):
        place = match.start()
        following = found[place + 1] if place + 1 < len(text) else ""
        found[place] = (_one if match[0] == "一" else _not)(text, place, following)
    return tuple(found)


def _told(text: str, read: tuple[str, ...], place: int) -> str:
    """The reading of a character, where the voice has another for it alone or in a word with its neighbour."""
    reading, lone = read[place], LONE[text[place]]
    if reading != lone:
        return reading
    for start in (place - 1, place):
        pair = text[max(start, 0) : start + 2]
        if len(pair) == 2 and (pair in _taken() or _alone(pair)[place - start] not in ("", lone)):
            return reading
    return ""


def _one(text: str, place: int, following: str) -> str:
    """一 in numbers keeps its tone, between two of a verb it has none; else the voice may know by what follows."""
    before, behind = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    if (before and before in _DIGITS + "第点") or (behind and behind in _DIGITS):
        return "yi1"
    if re.match("[号楼班级等期]|季度|点[零一二三四五六七八九]", text[place + 1 : place + 3]) and before not in {
        *"这每那"
    }:
        return "yi1"
    if behind == "十" and before and before in "百千万零":
        return "yi1"
    if before and before == behind:
        return "yi5"
    if before == "万" and text[max(place - 2, 0) : place - 1] not in {*_DIGITS, *"十百千几两"}:
        return "yi1"
    if not following and behind not in _ONE_OF:
        return ""
    if before and before in "周期拜统唯单之初十专逐":
        return "yi1"
    return "yi2" if (following or pronunciations(text)[place + 1])[-1:] == "4" else "yi4"


def _not(text: str, place: int, following: str) -> str:
    """不 before a falling tone that the voice is told apart from it."""
    if text[max(place - 1, 0) : place] == text[place + 1 : place + 2]:
        return "bu5" if following else ""
    return "bu2" if following[-1:] == "4" else ""


def _read(match: re.Match[str]) -> Said | None:
    reading = given(match.string)[match.start()]
    return Said(match[0], "x-pinyin", reading) if reading else None


def rules() -> tuple[Rule, ...]:
    """The rule of all these characters."""
    return (rule("[" + "".join(_SIGNS) + "]", _read, "one character, several readings"),)
