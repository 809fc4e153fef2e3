"""English words of one spelling and two readings: which is meant, by the words around them.

A row lists readings with the context that asks for each; where none does, the voice decides (it knows the more common
one). Sounds are IPA, American, after the usage of CMUdict (public domain).
"""

from __future__ import annotations

import re

from understudy.script.rules import Rule, Said, after, before, rule

_DETERMINER = (
    r"(?:a|an|the|this|that|these|those|my|your|his|her|its|our|their|some|any|no|each|every|one|world|new|of|'s)"
)
_MODAL = (
    r"(?:to|will|would|can|could|shall|should|may|might|must|do|does|did|cannot|not|n't|n’t|let's|let’s|please|please,"
    r"|i|we|you|they|who|and then|always|never|often)"
)
_NOUN = rf"\b{_DETERMINER}(?: (?!to\b)\w+)?$|'s$|’s$"
_VERB = rf"(?:\b{_MODAL}|n't|n’t|'ll|’ll|'d|’d)$"
_NEAR_NOUN = rf"\b{_DETERMINER}$|'s$|’s$"
_START = r"^\W*$|[.!?:;]\s*$"
_PERFECT = (
    r"\b(?:have|has|had|having|was|were|been|be|being|is|are|well|(?:have|has|had|was|were|been|is|are) \w+)$"
    r"|(?:'ve|’ve|well-)$"
)
_PAST = r"\b(?:yesterday|last (?:night|week|month|year|time)|ago|once|earlier|in (?:1\d|20)\d\d)\b"

Reading = tuple[str, str, str]
"""A pattern for what stands before the word, one for what follows ('' for anything), and the sounds."""


def _stress(noun: str, verb: str) -> tuple[Reading, ...]:
    """A noun or adjective stressed in front, a verb at its end: the nearest word before tells."""
    return (
        (_VERB, "", verb),
        (_NEAR_NOUN, "", noun),
        (_START, r"^ (?:the|a|an|it|your|my|this|that)\b", verb),
        (_NOUN, "", noun),
    )


TABLE: dict[str, tuple[Reading, ...]] = {
    "read": (
        (_PERFECT, "", "ɹɛd"),
        (r"\b(?:he|she|it)$", "", "ɹɛd"),
        (
            r"\b(?:to|will|would|can|could|should|must|may|might|do|does|did|not|please|let's)$|n't$|n’t$|'ll$",
            "",
            "ɹiːd",
        ),
        (_PAST, "", "ɹɛd"),
        ("", _PAST, "ɹɛd"),
        ("", "", "ɹiːd"),
    ),
    "lead": (
        (r"\b(?:of|molten|contains?|containing)$", r"^(?! (?:singer|role|time))", "lɛd"),
        ("", r"^ (?:pipe|pipes|paint|poisoning|weights?|acid|shot|bullets?|levels?|pencil)\b|^-free", "lɛd"),
        ("", "", "liːd"),
    ),
    "live": (
        (r"\b(?:a|an|go|goes|going|went|come|coming|broadcast|streamed|the)$", "", "laɪv"),
        (
            "",
            r"^ (?:music|shows?|broadcast|stream|video|event|audience|concert|chat|demo|captions?|from)\b|^-stream",
            "laɪv",
        ),
        (_VERB, "", "lɪv"),
        ("", r"^ (?:in|at|on|here|there|with|together|under|near)\b", "lɪv"),
    ),
    "lives": (
        (r"\b(?:he|she|it|who|that|which|nobody|everyone)$", "", "lɪvz"),
        (rf"\b(?:{_DETERMINER}|saves?|saved|save|many|two|three|nine|people's|daily|human)$", "", "laɪvz"),
        (r"[A-Z]\w+$", r"^ (?:in|at|on|here|there|with)\b", "lɪvz"),
        (r"\bShe$|\bHe$", "", "lɪvz"),
    ),
    "wind": (
        ("", r"^ (?:power|turbines?|farms?|speed|energy|tunnel|is|was|blows|blew)\b", "wɪnd"),
        (_NEAR_NOUN, "", "wɪnd"),
        ("", r"^ (?:up|down|it|around|through|back|the)\b", "waɪnd"),
        (_VERB, "", "waɪnd"),
        ("", "", "wɪnd"),
    ),
    "wound": (
        (_NEAR_NOUN, "", "wuːnd"),
        (r"\b(?:he|she|it|they|we|i|was|is)$", r"^ (?:up|the|it|around|down|through)\b", "waʊnd"),
        (r"\b(?:flesh|head|open|bullet)$", "", "wuːnd"),
    ),
    "tear": (
        (r"\ba$", r"^ (?:in|at|along)\b", "tɛɹ"),
        ("", r"^ (?:it|up|down|apart|off|out|the|away|this)\b", "tɛɹ"),
        (_VERB, "", "tɛɹ"),
        (_NEAR_NOUN, "", "tɪɹ"),
    ),
    "tears": ((r"\b(?:he|she|it)$", r"^ (?:it|up|down|the)\b", "tɛɹz"), ("", "", "tɪɹz")),
    "close": (
        ("", r"^ (?:to|by|friends?|range|call|enough|together|look|attention|up)\b|^-up", "kloʊs"),
        (r"\b(?:very|so|too|quite|a|is|was|are|were|how|get|got|gets|came|come|stay)$", "", "kloʊs"),
        ("", "", "kloʊz"),
    ),
    "use": (
        (_VERB, "", "juːz"),
        (_NEAR_NOUN + r"|\b(?:in|into|for|of|no|much|good|daily|everyday|personal)$", "", "juːs"),
        ("", r"^ of\b", "juːs"),
        ("", "", "juːz"),
    ),
    "used": (
        (r"\b(?:is|was|are|were|be|been|being)$", r"^ to (?:\w+ing|the|it|this|that|be)?\b", "juːzd"),
        ("", r"^ to\b", "juːst"),
    ),
    "house": ((_VERB, r"^ (?!of)\w", "haʊz"), ("", "", "haʊs")),
    "excuse": ((_NEAR_NOUN + r"|\bno$", "", "ɪkˈskjuːs"), ("", "", "ɪkˈskjuːz")),
    "abuse": ((_VERB, "", "əˈbjuːz"), ("", "", "əˈbjuːs")),
    "bass": (("", r"^ (?:fish|fishing)\b", "bæs"), (r"\b(?:sea|striped)$", "", "bæs"), ("", "", "beɪs")),
    "bow": (
        ("", r"^ (?:and arrows?|tie)\b", "boʊ"),
        (_VERB, "", "baʊ"),
        ("", r"^ (?:down|to|before|out)\b", "baʊ"),
        (r"\b(?:a|ribbon|violin|cross|with a|the red)$", "", "boʊ"),
    ),
    "dove": ((r"\b(?:he|she|they|it|i|we)$", r"^ (?:in|into|down|under)", "doʊv"), (_NEAR_NOUN, "", "dʌv")),
    "does": ((r"\b(?:two|three|the)$", r"^ and\b", "doʊz"),),
    "minute": (("", r"^ (?:details?|amounts?|differences?|particles?|traces?)\b", "maɪˈnuːt"), ("", "", "ˈmɪnɪt")),
    "content": (
        (
            r"\b(?:is|are|was|were|am|be|been|feel|feels|felt|quite|very|i'm|i’m|not)$",
            r"^ (?:with|to)\b|^\W*$",
            "kənˈtɛnt",
        ),
        ("", r"^ (?:with|to) ", "kənˈtɛnt"),
        ("", "", "ˈkɑːntɛnt"),
    ),
    "produce": ((r"\b(?:fresh|local|organic|farm)$", "", "ˈpɹoʊduːs"), *_stress("ˈpɹoʊduːs", "pɹəˈduːs")),
    "perfect": (
        (r"\b(?:to|will|can|must|could)$", r"^ (?:it|the|your|his|her|our|their|this|a)\b", "pɚˈfɛkt"),
        ("", "", "ˈpɜːfɪkt"),
    ),
    "present": (
        (r"\b(?:is|are|was|were|be|at|been)$", "", "ˈpɹɛzənt"),
        *_stress("ˈpɹɛzənt", "pɹɪˈzɛnt"),
    ),
    "desert": ((r"\bto$", "", "dɪˈzɜːt"), (_VERB, "", "dɪˈzɜːt"), ("", "", "ˈdɛzɚt")),
    "separate": ((_VERB, "", "ˈsɛpəɹeɪt"), (_START, r"^ the\b", "ˈsɛpəɹeɪt"), ("", "", "ˈsɛpɹət")),
    "estimate": ((_VERB, "", "ˈɛstɪmeɪt"), (_NOUN, "", "ˈɛstɪmət")),
    "graduate": (
        (_VERB, "", "ˈɡɹædʒueɪt"),
        (_NOUN, "", "ˈɡɹædʒuət"),
        ("", r"^ (?:school|student|program)", "ˈɡɹædʒuət"),
    ),
    "duplicate": ((_VERB, "", "ˈduːplɪkeɪt"), (_NOUN, "", "ˈduːplɪkət")),
    "advocate": ((_VERB, "", "ˈædvəkeɪt"), (_NOUN, "", "ˈædvəkət")),
    "alternate": ((_VERB, "", "ˈɔːltɚneɪt"), (_NOUN, "", "ˈɔːltɚnət")),
    "moderate": ((_VERB, "", "ˈmɑːdɚɹeɪt"), (_NOUN, "", "ˈmɑːdɚɹət")),
    "elaborate": ((_VERB, "", "ɪˈlæbəɹeɪt"), (_NOUN, "", "ɪˈlæbɹət")),
    "appropriate": ((_VERB, r"^ (?:the|it|funds)", "əˈpɹoʊpɹieɪt"), ("", "", "əˈpɹoʊpɹiət")),
    "résumé": (("", "", "ˈɹɛzəmeɪ"),),
    "resume": ((_VERB, "", "ɹɪˈzuːm"), (_NOUN, "", "ˈɹɛzəmeɪ"), (_START, "", "ɹɪˈzuːm")),
    "resumes": (
        ("", r"^ (?:the|it|its|his|her|their|at|on|after|next|today|tomorrow)\b", "ɹɪˈzuːmz"),
        (_NEAR_NOUN + r"|\b(?:many|all|more|two|three|hundreds of)$", "", "ˈɹɛzəmeɪz"),
    ),
    "polish": ((_VERB, "", "ˈpɑːlɪʃ"), ("", "", "ˈpɑːlɪʃ")),
    "Polish": ((_START, r"^ (?:the|it|your|his|her|my|this)\b", "ˈpɑːlɪʃ"), ("", "", "ˈpoʊlɪʃ")),
    "record": _stress("ˈɹɛkɚd", "ɹɪˈkɔːɹd"),
    "object": _stress("ˈɑːbdʒɛkt", "əbˈdʒɛkt"),
    "project": _stress("ˈpɹɑːdʒɛkt", "pɹəˈdʒɛkt"),
    "contract": _stress("ˈkɑːntɹækt", "kənˈtɹækt"),
    "conduct": _stress("ˈkɑːndʌkt", "kənˈdʌkt"),
    "conflict": _stress("ˈkɑːnflɪkt", "kənˈflɪkt"),
    "contest": _stress("ˈkɑːntɛst", "kənˈtɛst"),
    "contrast": _stress("ˈkɑːntɹæst", "kənˈtɹæst"),
    "convert": _stress("ˈkɑːnvɜːt", "kənˈvɜːt"),
    "convict": _stress("ˈkɑːnvɪkt", "kənˈvɪkt"),
    "export": _stress("ˈɛkspɔːɹt", "ɪkˈspɔːɹt"),
    "import": _stress("ˈɪmpɔːɹt", "ɪmˈpɔːɹt"),
    "increase": _stress("ˈɪnkɹiːs", "ɪnˈkɹiːs"),
    "decrease": _stress("ˈdiːkɹiːs", "dɪˈkɹiːs"),
    "insult": _stress("ˈɪnsʌlt", "ɪnˈsʌlt"),
    "permit": _stress("ˈpɜːmɪt", "pɚˈmɪt"),
    "progress": _stress("ˈpɹɑːɡɹɛs", "pɹəˈɡɹɛs"),
    "protest": _stress("ˈpɹoʊtɛst", "pɹəˈtɛst"),
    "rebel": _stress("ˈɹɛbəl", "ɹɪˈbɛl"),
    "refuse": _stress("ˈɹɛfjuːs", "ɹɪˈfjuːz"),
    "subject": _stress("ˈsʌbdʒɛkt", "səbˈdʒɛkt"),
    "suspect": _stress("ˈsʌspɛkt", "səˈspɛkt"),
    "survey": _stress("ˈsɜːveɪ", "sɚˈveɪ"),
    "transport": _stress("ˈtɹænspɔːɹt", "tɹænˈspɔːɹt"),
    "upset": _stress("ˈʌpsɛt", "ʌpˈsɛt"),
    "attribute": _stress("ˈætɹɪbjuːt", "əˈtɹɪbjuːt"),
    "combine": _stress("ˈkɑːmbaɪn", "kəmˈbaɪn"),
    "compound": _stress("ˈkɑːmpaʊnd", "kəmˈpaʊnd"),
    "console": _stress("ˈkɑːnsoʊl", "kənˈsoʊl"),
    "extract": _stress("ˈɛkstɹækt", "ɪkˈstɹækt"),
    "upgrade": _stress("ˈʌpɡɹeɪd", "ʌpˈɡɹeɪd"),
    "update": _stress("ˈʌpdeɪt", "ʌpˈdeɪt"),
    "invalid": ((r"\b(?:an|the)$", r"^(?! \w)", "ˈɪnvəlɪd"), ("", "", "ɪnˈvælɪd")),
    "address": _stress("ˈædɹɛs", "əˈdɹɛs"),
}
"""By the word as it is written; a row in small letters also holds for one with a capital."""


def _ending(sounds: str) -> str:
    """What an s at the end of a word sounds like."""
    return sounds + ("ɪz" if sounds[-1] in "szʃʒ" else "s" if sounds[-1] in "ptkfθ" else "z")


def _ending_in_s(rows: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings of `records`, by those of `record`; none for a word that is not stressed in two ways."""
    if len(rows) < 4 or rows[-4:] != _stress(rows[-1][2], rows[-4][2]):
        return ()
    noun, verb = _ending(rows[-1][2]), _ending(rows[-4][2])
    return (
        (r"\b(?:he|she|it|who|which)$", "", verb),
        (_NEAR_NOUN + r"|\b(?:many|all|more|most|two|three|several|other)$", "", noun),
        (r"[A-Za-z]$", r"^ (?:the|a|an|it|its|your|his|her|their|our|this)\b", verb),
    )


TABLE |= {word + "s": found for word, rows in TABLE.items() if (found := _ending_in_s(rows))}


def _choose(match: re.Match[str]) -> Said | None:
    word = match[0]
    readings = TABLE.get(word) or TABLE.get(word.lower(), ())
    left, right = before(match, 80), after(match)
    for asked_before, asked_after, sounds in readings:
        near = left if asked_before == _PAST or asked_before.startswith("^") else left.rstrip(" ")
        if (not asked_before or re.search(asked_before, near, re.IGNORECASE)) and (
            not asked_after or re.search(asked_after, right)
        ):
            return Said(word, "ipa", sounds)
    return None


RULE: Rule = rule(
    r"(?<![\w’'])(?:" + "|".join(sorted({*TABLE, *(word.capitalize() for word in TABLE)})) + r")(?![\w’']|-\w)",
    _choose,
    "one spelling, two readings",
)
"""The rule of all these words."""
