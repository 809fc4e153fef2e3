"""Which characters a voice is told: where its dictionary would take over, 一 and 不 beside them, and 儿."""

import pytest

from understudy.script.given_zh import given


def told(text):
    return " ".join(f"{sign}{reading}" for sign, reading in zip(text, given(text), strict=True) if reading)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        # a word that espeak-ng sees across two of the sentence
        ("我们要为人民服务", "为wei4"),
        ("决定为大家减负", "为wei4"),
        ("在高考中得分", "中zhong1 得de2"),
        ("体重回升", "重zhong4"),
        ("花都开了", "都dou1"),
        ("现在几点了", "几ji3"),
        ("所给条件", "给gei3"),
        ("背着书包", "背bei1 着zhe5"),
        ("很长", ""),
        # 一 beside what is told, in numbers, in front of what is counted
        ("一行代码", "一yi4 行hang2"),
        ("一只羊", "一yi4 只zhi1"),
        ("一重天", "一yi4 重chong2"),
        ("一九四九年", "一yi1"),
        ("零点一五", "一yi1"),
        ("一百一十", "一yi1"),
        ("一秒", "一yi4"),
        ("一倍", "一yi2"),
        ("统一课程", "一yi1"),
        ("第一行", "一yi1 行hang2"),
        ("一楼", "一yi1"),
        ("一天", ""),
        ("试一试", "一yi5"),
        ("万一下雨", "一yi1"),
        # 不 before a falling tone that is told
        ("不当行为", "不bu2 当dang4 为wei2"),
        ("不重复", "重chong2"),
        ("不对", ""),
        # the end of a syllable, or one of its own
        ("你去哪儿", "哪na3 儿er5"),
        ("一会儿见", "儿er5"),
        ("儿童和女儿", "儿er2 儿er2"),
        ("小孩儿", "儿er5"),
        ("幼儿园", "儿er2"),
    ],
)
def test_what_a_voice_is_told(text, readings):
    assert told(text) == readings
