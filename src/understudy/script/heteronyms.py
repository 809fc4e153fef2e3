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
    r"(?:then|first,|next,|finally,|simply|just|automatically|to|will|would|can|could|shall|should|may|might|must|do|does|did|cannot|not|n't|n’t|let's|let’s|please|please,"
    r"|i|we|you|they|who|and then|always|never|often)"
)
_NOUN = rf"\b{_DETERMINER}(?: (?!to\b)\w+)?$|'s$|’s$"
_VERB = rf"(?:\b{_MODAL}|n't|n’t|'ll|’ll|'d|’d)$"
_NEAR_NOUN = rf"\b{_DETERMINER}$|'s$|’s$"
_START = r"^\W*$|[.!?:;]\s*$"
_PLURAL = (
    r"(?<!['’])\b(?!(?:news|sports|sales|savings|arms|customs|goods|process|access|always|towards|perhaps|besides|series"
    r"|species|headquarters|address|progress|express|wireless|mathematics|physics|economics|politics|yes|does|goes|has"
    r"|was|[a-z]*(?:ss|us|is|ours|eirs))\b)[a-z]{3,}s$|\b(?:people|children|men|women|police|many|most|some|others|both|all)$"
)
"""Several who may do something: what follows is often a verb."""
_SUBJECT = (
    r"(?:(?:^|[.!?;:,“\"])\s*|\b(?:that|when|if|how|because|while|as|and|but|where|why) )"
    r"(?:(?:the|some|many|most|all|these|those|our|their|few|more|several|both|his|her|my|your|new|young|local|other"
    r"|large|small|public|private) ){0,2}" + _PLURAL
)
"""The same where nothing else stands before them in the sentence: what follows is a verb."""
_VERB_AFTER = r"^ (?!(?:of|is|was|has|had|are|were|will)\b)\w"
_OBJECT = (
    r"^ (?:the|a|an|that|to|against|every|each|when|if|it|them|their|his|her|its|our|your|this|these|those|by|as|all"
    r"|what|how|whether|faster|more|\w+ly)\b"
)
_NOUN_AFTER = r"^(?:\W*$|[.,;:!?)]| (?:of|is|was|has|had|are|were|will|between)\b)"
_PERFECT = (
    r"\b(?:have|has|had|having|was|were|been|be|being|is|are|well|(?:have|has|had|was|were|been|is|are) \w+)$"
    r"|(?:'ve|’ve|well-)$"
)
_PAST = r"\b(?:yesterday|last (?:night|week|month|year|time)|ago|once|earlier|in (?:1\d|20)\d\d|this morning|earlier)\b"

_RISEN = (
    rf"\b(?:{_DETERMINER}|price|rate|pay|tax|wage|salary|fare|cost|rent|further|recent|large|small|big|sharp|steep|such"
    r"|future|modest|significant|annual)$"
)
_RAISED = (
    r"^ (?!(?:in|of|to|are|were|will|and|or|for|from|at|by|on|is|have|since|because|that|which|over|than|during|next"
    r"|last)\b)[a-z]"
)
"""What stands before increases that are things, and after something that increases another."""
_TRADED = (
    r"^ (?:dut(?:y|ies)|tariffs?|tax(?:es)?|controls?|bans?|prices?|costs?|quotas?|licen[cs]es?|markets?|orders?|growth"
    r"|volumes?)\b"
)

Reading = tuple[str, str, str]
"""A pattern for what stands before the word, one for what follows ('' for anything), and the sounds."""


def _stress(noun: str, verb: str) -> tuple[Reading, ...]:
    """A noun or adjective stressed in front, a verb at its end: the nearest word before tells."""
    return (
        (_VERB, "", verb),
        (_NEAR_NOUN, "", noun),
        (_START, r"^ (?:the|a|an|it|your|my|this|that)\b", verb),
        (_PLURAL, _OBJECT, verb),
        (_SUBJECT, _VERB_AFTER, verb),
        (_NOUN, "", noun),
        (_PLURAL, r"^\W*$", verb),
        ("", _NOUN_AFTER, noun),
    )


def _ate(stem: str, reduced: str = "") -> tuple[Reading, ...]:
    """A verb that ends in a full vowel, a noun or adjective with a short one (of the stem `reduced`)."""
    verb, noun = f"{stem}eɪt", f"{reduced or stem}ət"
    return (
        (_VERB, "", verb),
        (_NEAR_NOUN, "", noun),
        (_START, r"^ (?:the|a|an|it|your|my|his|her|their|this|that|data|between|with)\b", verb),
        (_PLURAL, _OBJECT, verb),
        (_SUBJECT, _VERB_AFTER, verb),
        ("", r"^ (?:from|with|between)\b", verb),
        ("", "", noun),
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
        (
            r"(?<!make )(?<!let )(?<!help )(?<!have )(?<!see )(?<!hear )"
            r"\b(?:the|a|an|my|his|her|our|their) [a-z]+[^\Ws]$",
            r"^ (?:the|a|an|out|aloud|from|his|her|its|every|all|about)\b",
            "ɹɛd",
        ),
        ("", _PAST, "ɹɛd"),
        ("", "", "ɹiːd"),
    ),
    "lead": (
        (r"\b(?:exposure|exposed) to$", "", "lɛd"),
        ("", r"^ is (?:an? )?(?:heavy|toxic|soft|metal|poison)", "lɛd"),
        (r"\b(?:of|molten|contains?|containing)$", r"^(?! (?:singer|role|time))", "lɛd"),
        ("", r"^ (?:pipe|pipes|paint|poisoning|weights?|acid|shot|bullets?|levels?|pencil)\b|^-free", "lɛd"),
        ("", "", "liːd"),
    ),
    "live": (
        (r"\b(?:a|an|go|goes|going|went|come|coming|broadcast|streamed|the)$", "", "laɪv"),
        (
            "",
            r"^ (?:music|shows?|broadcast|stream|video|event|audience|concert|chat|demo|captions?|from|questions?"
            r"|coverage|updates?|blog|data|feed|sessions?|class(?:es)?|performances?|animals?|ammunition|reports?|results|view"
            r"|link|crowd|recordings?|TV|on (?:air|stage|[Cc]hannel|television|[A-Z]))\b|^-stream",
            "laɪv",
        ),
        (_VERB, "", "lɪv"),
        (_PLURAL + r"|\bonly$", r"^ (?!on|from)\w", "lɪv"),
        ("", r"^ (?:alone|longer|along|next|in|at|on|here|there|with|together|under|near)\b", "lɪv"),
    ),
    "lives": (
        (r"\b(?:he|she|it|who|that|which|nobody|everyone)$", "", "lɪvz"),
        (
            rf"\b(?:{_DETERMINER}|saves?|saved|save|lost|loses?|risk|risked|claimed|claims|costs?|many|more|two|three|nine|hundred"
            r"|thousand|million|people's|daily|human|own|young|past|private|everyday|real|better|other|ordinary)$",
            "",
            "laɪvz",
        ),
        (r"[a-z]$", r"^ (?:alone|in|at|on|with|near|next to|there|here|by|outside)\b", "lɪvz"),
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
        ("", r"^ (?:through|along|its way|around|down|back|up)\b", "waʊnd"),
        (r"\b(?:he|she|it|they|we|i|was|is)$", r"^ (?:up|the|it|around|down|through)\b", "waʊnd"),
        ("", "", "wuːnd"),
    ),
    "tear": (
        ("", r"^ (?:gas|drops?|ducts?|rolled|ran|fell|slid|streamed|in (?:the house|\w+ eyes?))\b", "tɪɹ"),
        (r"\ba$", r"^ (?:in|at|along)\b", "tɛɹ"),
        ("", r"^ (?:along|here|open|easily|it|up|down|apart|off|out|the|away|this)\b", "tɛɹ"),
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
        ("", r"^ (?:of|among|is|was|has|fell|rose|grew|cases?)\b", "juːs"),
        ("", "", "juːz"),
    ),
    "used": (
        (r"\b(?:is|was|are|were|be|been|being)$", r"^ to (?:\w+ing|the|it|this|that|be)?\b", "juːzd"),
        ("", r"^ to\b", "juːst"),
    ),
    "house": ((_VERB, r"^ (?!of)\w", "haʊz"), (_PLURAL, _OBJECT, "haʊz"), ("", "", "haʊs")),
    "excuse": ((_NEAR_NOUN + r"|\bno$", "", "ɪkˈskjuːs"), ("", "", "ɪkˈskjuːz")),
    "abuse": (
        (_VERB, "", "əˈbjuːz"),
        (_PLURAL, _OBJECT, "əˈbjuːz"),
        (_SUBJECT, _VERB_AFTER, "əˈbjuːz"),
        ("", "", "əˈbjuːs"),
    ),
    "bass": (("", r"^ (?:fish|fishing)\b", "bæs"), (r"\b(?:sea|striped)$", "", "bæs"), ("", "", "beɪs")),
    "bow": (
        ("", r"^ (?:and arrows?|tie)\b", "boʊ"),
        (_VERB, "", "baʊ"),
        ("", r"^ (?:down|to|before|out|of (?:the|a) (?:ship|boat|vessel))\b", "baʊ"),
        (r"\b(?:ship|boat|vessel)['’]s$", "", "baʊ"),
        (r"\b(?:take|takes|took|taking|taken) (?:a|his|her|their|another|one last|a final)$", "", "baʊ"),
        (_PLURAL, "", "baʊ"),
        (r"\b(?:a|an|his|her|my|the|ribbon|violin|cross|red)$", "", "boʊ"),
    ),
    "dove": (
        (_NEAR_NOUN, "", "dʌv"),
        ("", r"^ (?:in|into|down|under|deep|deeper|beneath|below|off|head)\b", "doʊv"),
    ),
    "sow": ((_NEAR_NOUN, "", "saʊ"), ("", "", "soʊ")),
    "axes": (("", "", "ˈæksiːz"),),
    "analyses": ((r"\b(?:he|she|it|who|which)$", "", "ˈænəlaɪzɪz"), ("", "", "əˈnælɪsiːz")),
    "buffet": (("", "", "bəˈfeɪ"),),
    "moped": ((_NEAR_NOUN, "", "ˈmoʊpɛd"),),
    "houses": (("", "", "ˈhaʊzɪz"),),
    "uses": (
        (
            _NEAR_NOUN
            + r"|\b(?:many|several|of|different|other|common|main|various|two|three|new|possible|medical|few)$",
            "",
            "ˈjuːsɪz",
        ),
        ("", r"^ (?:of|for|include|are|were)\b|^[.,;]", "ˈjuːsɪz"),
        ("", "", "ˈjuːzɪz"),
    ),
    "upset": (
        (r"\b(?:an|biggest|major|huge|big|shock|stunning|stomach)$", "", "ˈʌpsɛt"),
        (r"\bthe$", r"^ (?:of|in|win|victory)\b", "ˈʌpsɛt"),
        ("", "", "ʌpˈsɛt"),
    ),
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
    "separate": _ate("ˈsɛpəɹ", "ˈsɛpɹ"),
    "estimate": _ate("ˈɛstɪm"),
    "estimates": ((r"[a-z]$", r"^ (?:that|the|a|its|their|how)\b", "ˈɛstɪmeɪts"), ("", "", "ˈɛstɪməts")),
    "graduate": ((_PLURAL, r"^ (?:in|early|next|this)\b", "ˈɡɹædʒueɪt"), *_ate("ˈɡɹædʒu")),
    "duplicate": _ate("ˈduːplɪk"),
    "advocate": (("", r"^ for\b", "ˈædvəkeɪt"), *_ate("ˈædvək")),
    "alternate": _ate("ˈɔːltɚn"),
    "moderate": _ate("ˈmɑːdɚɹ"),
    "elaborate": (("", r"^ (?:up)?on\b", "ɪˈlæbəɹeɪt"), *_ate("ɪˈlæbəɹ", "ɪˈlæbɹ")),
    "associate": _ate("əˈsoʊʃi"),
    "coordinate": _ate("koʊˈɔːɹdɪn"),
    "delegate": _ate("ˈdɛləɡ"),
    "deliberate": _ate("dɪˈlɪbəɹ", "dɪˈlɪbɹ"),
    "approximate": _ate("əˈpɹɑːksɪm"),
    "aggregate": _ate("ˈæɡɹɪɡ"),
    "appropriate": ((_VERB, r"^ (?:the|it|funds)", "əˈpɹoʊpɹieɪt"), ("", "", "əˈpɹoʊpɹiət")),
    "résumé": (("", "", "ˈɹɛzəmeɪ"),),
    "resume": (
        (_VERB, "", "ɹɪˈzuːm"),
        (_SUBJECT, _VERB_AFTER, "ɹɪˈzuːm"),
        (_NOUN, "", "ˈɹɛzəmeɪ"),
        (_START, "", "ɹɪˈzuːm"),
    ),
    "resumes": (
        ("", r"^ (?:the|it|its|his|her|their|at|on|after|next|today|tomorrow)\b", "ɹɪˈzuːmz"),
        (_NEAR_NOUN + r"|\b(?:many|all|more|two|three|hundreds of)$", "", "ˈɹɛzəmeɪz"),
    ),
    "polish": ((_VERB, "", "ˈpɑːlɪʃ"), ("", "", "ˈpɑːlɪʃ")),
    "Polish": ((_START, r"^ (?:the|it|your|his|her|my|this)\b", "ˈpɑːlɪʃ"), ("", "", "ˈpoʊlɪʃ")),
    "record": _stress("ˈɹɛkɚd", "ɹɪˈkɔːɹd"),
    "object": ((_NEAR_NOUN, "", "ˈɑːbdʒɛkt"), ("", r"^ to\b", "əbˈdʒɛkt"), *_stress("ˈɑːbdʒɛkt", "əbˈdʒɛkt")),
    "project": _stress("ˈpɹɑːdʒɛkt", "pɹəˈdʒɛkt"),
    "contract": _stress("ˈkɑːntɹækt", "kənˈtɹækt"),
    "conduct": _stress("ˈkɑːndʌkt", "kənˈdʌkt"),
    "conflict": _stress("ˈkɑːnflɪkt", "kənˈflɪkt"),
    "contest": _stress("ˈkɑːntɛst", "kənˈtɛst"),
    "contrast": ((r"\b(?:in|by|stark|sharp)$", "", "ˈkɑːntɹæst"), *_stress("ˈkɑːntɹæst", "kənˈtɹæst")),
    "convert": _stress("ˈkɑːnvɜːt", "kənˈvɜːt"),
    "convict": _stress("ˈkɑːnvɪkt", "kənˈvɪkt"),
    "export": (("", _TRADED, "ˈɛkspɔːɹt"), *_stress("ˈɛkspɔːɹt", "ɪkˈspɔːɹt")),
    "import": (("", _TRADED, "ˈɪmpɔːɹt"), *_stress("ˈɪmpɔːɹt", "ɪmˈpɔːɹt")),
    "increase": _stress("ˈɪnkɹiːs", "ɪnˈkɹiːs"),
    "increases": ((_RISEN, "", "ˈɪnkɹiːsɪz"), ("", _RAISED, "ɪnˈkɹiːsɪz"), ("", "", "ˈɪnkɹiːsɪz")),
    "decreases": ((_RISEN, "", "ˈdiːkɹiːsɪz"), ("", _RAISED, "dɪˈkɹiːsɪz"), ("", "", "ˈdiːkɹiːsɪz")),
    "decrease": _stress("ˈdiːkɹiːs", "dɪˈkɹiːs"),
    "insult": _stress("ˈɪnsʌlt", "ɪnˈsʌlt"),
    "permit": _stress("ˈpɜːmɪt", "pɚˈmɪt"),
    "progress": (
        (r"\b(?:mak(?:e|es|ing)|made|in|good|great|steady|slow|much|little|more|rapid)$", "", "ˈpɹɑːɡɹɛs"),
        *_stress("ˈpɹɑːɡɹɛs", "pɹəˈɡɹɛs"),
    ),
    "protest": _stress("ˈpɹoʊtɛst", "pɹəˈtɛst"),
    "rebel": _stress("ˈɹɛbəl", "ɹɪˈbɛl"),
    "refuse": (("", r"^ to\b", "ɹɪˈfjuːz"), *_stress("ˈɹɛfjuːs", "ɹɪˈfjuːz")),
    "subject": (("", r"^ to\b", "ˈsʌbdʒɛkt"), *_stress("ˈsʌbdʒɛkt", "səbˈdʒɛkt")),
    "suspect": _stress("ˈsʌspɛkt", "səˈspɛkt"),
    "survey": _stress("ˈsɜːveɪ", "sɚˈveɪ"),
    "transport": _stress("ˈtɹænspɔːɹt", "tɹænˈspɔːɹt"),
    "attribute": _stress("ˈætɹɪbjuːt", "əˈtɹɪbjuːt"),
    "combine": _stress("ˈkɑːmbaɪn", "kəmˈbaɪn"),
    "compound": _stress("ˈkɑːmpaʊnd", "kəmˈpaʊnd"),
    "console": _stress("ˈkɑːnsoʊl", "kənˈsoʊl"),
    "extract": _stress("ˈɛkstɹækt", "ɪkˈstɹækt"),
    "upgrade": _stress("ˈʌpɡɹeɪd", "ʌpˈɡɹeɪd"),
    "update": _stress("ˈʌpdeɪt", "ʌpˈdeɪt"),
    "invalid": ((r"\b(?:an|the)$", r"^(?! \w)", "ˈɪnvəlɪd"), ("", "", "ɪnˈvælɪd")),
    "address": _stress("ˈædɹɛs", "əˈdɹɛs"),
    "transfer": _stress("ˈtɹænsfɚ", "tɹænsˈfɜː"),
    "reject": _stress("ˈɹiːdʒɛkt", "ɹɪˈdʒɛkt"),
    "refund": (("", r"^ (?:requests?|polic)", "ˈɹiːfʌnd"), *_stress("ˈɹiːfʌnd", "ɹɪˈfʌnd")),
    "digest": _stress("ˈdaɪdʒɛst", "daɪˈdʒɛst"),
    "recall": _stress("ˈɹiːkɔːl", "ɹɪˈkɔːl"),
}
"""By the word as it is written; a row in small letters also holds for one with a capital."""


def _ending(sounds: str) -> str:
    """What an s at the end of a word sounds like."""
    return sounds + ("ɪz" if sounds[-1] in "szʃʒ" else "s" if sounds[-1] in "ptkfθ" else "z")


def _ending_in_s(rows: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings of `records`, by those of `record`; none for a word that is not stressed in two ways."""
    size = len(_stress("", ""))
    if len(rows) < size or rows[-size:] != _stress(rows[-1][2], rows[-size][2]):
        return ()
    noun, verb = _ending(rows[-1][2]), _ending(rows[-size][2])
    return (
        (r"\b(?:he|she|it|who|which)$", "", verb),
        (_NEAR_NOUN + r"|\b(?:many|all|more|most|two|three|several|other)$", "", noun),
        (r"[A-Za-z]$", r"^ (?:the|a|an|it|its|your|his|her|their|our|this|every|each|how|whether)\b", verb),
        ("", _NOUN_AFTER.replace("between", "and|or|between|from|in|for|must|can|may|should|would|could"), noun),
    )


TABLE |= {
    word + "s": found for word, rows in TABLE.items() if word + "s" not in TABLE and (found := _ending_in_s(rows))
}


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
