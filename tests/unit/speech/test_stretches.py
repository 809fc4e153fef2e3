"""From script to what is said: readings, spelled letters, the dictionary's word, and the way back."""

from understudy.production import LexiconEntry
from understudy.script.document import Run, Script
from understudy.script.lexicon import apply
from understudy.script.markup import read
from understudy.speech.stretches import Stretch, stretches


def said(text, language, *entries):
    (found,) = stretches(Script(apply((Run(text),), entries)), language)
    assert isinstance(found, Stretch)
    assert len(found.origins) == len(found.text)
    return found


def readings(stretch):
    return [(stretch.text[one.first : one.last], one.notation, one.symbols) for one in stretch.readings]


def written_for(stretch, text, spoken):
    first = stretch.text.index(spoken)
    ranges = stretch.origins[first : first + len(spoken)]
    return text[ranges[0][0] : ranges[-1][1]]


def test_every_changed_piece_leads_back_to_its_writing():
    text = "Dr. Lee paid $3.50 at 10:05 a.m. on May 5, 2026."
    stretch = said(text, "en-US")
    assert written_for(stretch, text, "Doctor") == "Dr."
    assert written_for(stretch, text, "three dollars fifty") == "$3.50"
    assert written_for(stretch, text, "May fifth, twenty twenty-six") == "May 5, 2026"
    assert written_for(stretch, text, "Lee") == "Lee"


def test_an_address_is_one_word_though_as_long_as_what_is_said():
    text = "Visit www.osha.gov now."
    stretch = said(text, "en-US")
    assert stretch.text == "Visit osha dot gov now."
    assert set(stretch.origins[6:18]) == {(6, 18)}


def test_letters_are_spelled_and_words_of_two_readings_are_told():
    stretch = said("The CEO has read it at 9 a.m. today", "en-US")
    assert readings(stretch) == [("C E O", "spell", "CEO"), ("read", "ipa", "ɹɛd"), ("A M", "spell", "AM")]


def test_a_stop_of_a_short_word_ends_no_sentence():
    assert said("Add ½ tsp. salt. Tel. +1 202", "en-US").text.startswith(
        "Add one half teaspoon salt. telephone plus one"
    )


def test_characters_of_several_readings_are_told():
    assert readings(said("他还了书", "zh")) == [("还", "x-pinyin", "huan2")]


def test_the_dictionary_wins():
    stretch = said("还了$5", "zh", LexiconEntry(key="还", kind="x-pinyin", value="hai2"))
    assert readings(stretch) == [("还", "x-pinyin", "hai2")]
    assert said("NASA", "en-US", LexiconEntry(key="NASA", kind="alias", value="the agency")).text == "the agency"


def test_what_an_author_gives_to_be_said_is_read_like_any_text():
    script, _ = read('<speak>the <sub alias="2 GB of U.S. data">D</sub> of <word>3.5 kg, net</word></speak>')
    (found,) = stretches(script, "en-US")
    assert found.text == "the two gigabytes of U S data of three point five kilograms  net"
    assert readings(found) == [("U S", "spell", "US")]
    assert set(found.origins[4:29]) == {(4, 5)}
    assert written_for(found, script.written, "three point five kilograms") == "3.5 kg"


def test_letters_of_a_telephone_number_are_spelled():
    script, _ = read('<speak>Call <say-as interpret-as="telephone">1-800-ABC</say-as> now.</speak>')
    (found,) = stretches(script, "en-US")
    assert readings(found) == [("A B C", "spell", "ABC")]


def test_digits_that_are_spelled_are_of_the_language_around():
    script, _ = read('<speak>验证码是<say-as interpret-as="characters">A3F9</say-as>。</speak>')
    (found,) = stretches(script, "zh")
    assert readings(found) == [("A3F9", "spell", "A三F九")]


def test_each_part_of_a_mixed_text_is_read_in_its_language():
    assert said("He said 我有3本书 and I have 3 books", "en-US").text == "He said 我有三本书 and I have three books"
