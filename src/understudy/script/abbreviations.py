"""Words that are not read as they are written: shortened words, acronyms, capitals."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


SHORT: dict[str, str] = {
    **{"Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Rev": "Reverend", "Gen": "General"},
    **{
        "Col": "Colonel",
        "Capt": "Captain",
        "Lt": "Lieutenant",
        "Sgt": "Sergeant",
        "Sen": "Senator",
        "Rep": "Representative",
    },
    **{"Gov": "Governor", "Pres": "President", "Hon": "Honorable", "Mt": "Mount", "Ft": "Fort"},
    **{"Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited", "Co": "Company"},
    **{"Corp": "Corporation", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Hwy": "Highway", "Apt": "Apartment"},
    **{"vs": "versus", "etc": "et cetera", "approx": "approximately", "dept": "department", "Dept": "Department"},
    **{"est": "established", "govt": "government", "min": "minimum", "max": "maximum", "misc": "miscellaneous"},
    **{"Jan": "January", "Feb": "February", "Aug": "August", "Sept": "September", "Oct": "October"},
    **{"Nov": "November", "Dec": "December", "incl": "including", "yr": "year", "tel": "telephone", "Tel": "telephone"},
    **{"e.g": "for example", "i.e": "that is", "cf": "compare", "et al": "and others", "a.k.a": "also known as"},
}
"""Shortened words with a full stop after them, and what is said."""

NUMBERED: dict[str, str] = {
    **{"No": "Number", "no": "number", "Nos": "Numbers", "nos": "numbers", "Fig": "Figure", "fig": "figure"},
    **{"p": "page", "pp": "pages", "Vol": "Volume", "vol": "volume", "ch": "chapter", "Ch": "Chapter"},
    **{
        "ext": "extension",
        "Ext": "Extension",
        "Sec": "Section",
        "sec": "section",
        "Eq": "Equation",
        "eq": "equation",
        "Art": "Article",
        "art": "article",
    },
}
"""Shortened words that are one only before a number."""

SOUNDED: dict[str, str] = {
    **{"JPEG": "jay peg", "JPG": "jay peg", "MPEG": "em peg", "JSON": "jason", "GUI": "gooey", "ASCII": "askee"},
    **{"SaaS": "sass", "PaaS": "pass", "IEEE": "I triple E", "OK": "okay", "APP": "App", "YAML": "yammel"},
    **{"GIF": "gif", "RAM": "ram", "ROM": "rom", "SIM": "sim", "PIN": "pin", "LAN": "lan", "COVID": "COVID"},
    **{"WYSIWYG": "wizzy wig", "WASM": "wazzum", "LaTeX": "lah tech", "TOEFL": "toe full", "IELTS": "eye elts"},
    **{"VLAN": "V lan", "DRAM": "D ram", "VRAM": "V ram", "SRAM": "S ram", "OLED": "O L E D"},
    **{
        "WWI": "World War one",
        "ZIP": "zip",
        "WWII": "World War two",
        "NOAA": "Noah",
        "USAID": "U S aid",
        "CISO": "see so",
    },
    **{"NASDAQ": "nazdack", "iOS": "i O S", "macOS": "mac O S", "eSIM": "E sim"},
}
"""Names whose reading their letters do not tell."""

SPELLED = _set(
    "API URL ISBN EULA ASAP IATA ICAO OECD IAEA ISIN AAAI USSR UCLA UTF IEC OAUTH EEPROM "
    "HDMI ECTS ADHD ESPN USDA USPS FDIC NCAA NAACP ACLU AARP IPCC UNHCR UNDP ICBM IRGC EMEA UEFI IMDB USMLE "
    "ICRC AIGC PDCA ABCD RCEP"
)
"""Acronyms of four letters or more with a vowel that are spelled all the same (shorter ones always are)."""

WORDS = _set(
    "A I THE AND NOT NEW ALL ANY ARE BUT CAN DID FOR GET HAS HAD HER HIM HIS HOW ITS LET MAY NOW OFF OLD ONE "
    "OUR OUT OWN PUT SAY SEE SHE TOO TWO USE WAS WAY WHY YES YET YOU TOP BIG END SO NO GO WE HE ME MY BY AT AS "
    "AN AM BE DO IF IN IS OF ON OR UP TO MIX DAY MAN RED HOT BAD BUY TRY RUN SET WIN FUN FREE AGO FAR FEW ASK "
    "ACT ADD EAT CUT CAR BOX JOB LAW SIX TEN SUN SEX WAR OH HI AH HA MOM DAD ICE AIR ART AGE AIM BUS CAT DOG "
    "CUP EAR EYE FIX FLY GAS GUN HIT KEY KID LEG LIE LOW MAP NET OIL PAY RAW SAD SEA SIT SKY TAX TEA VIA WET "
    "ZOO SALE STOP MAX PRO"
)
"""Words of up to three letters that are words in capitals too (longer ones with a vowel always are)."""

_STATES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|FL Florida|"
    "GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|"
    "MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|"
    "NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|"
    "OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|"
    "UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
STATES: dict[str, str] = {row[:2]: row[3:] for row in _STATES.split("|")}
"""States of America as the post writes them, after a town and a comma."""

LETTERS: dict[str, str] = {
    **{"A": "eɪ", "B": "biː", "C": "siː", "D": "diː", "E": "iː", "F": "ɛf", "G": "dʒiː", "H": "eɪtʃ", "I": "aɪ"},
    **{"J": "dʒeɪ", "K": "keɪ", "L": "ɛl", "M": "ɛm", "N": "ɛn", "O": "oʊ", "P": "piː", "Q": "kjuː", "R": "ɑːɹ"},
    **{"S": "ɛs", "T": "tiː", "U": "juː", "V": "viː", "W": "ˈdʌbəljuː", "X": "ɛks", "Y": "waɪ", "Z": "ziː"},
}
"""The names of the letters, in IPA (American)."""

REGNAL = _set(
    "Louis Henry Charles George Elizabeth Paul John Pius Benedict Francis Philip James William Edward Richard "
    "Napoleon Catherine Alexander Nicholas Peter Ivan Leo Gregory Otto Frederick Wilhelm Mary Victoria Harald "
    "Ramses Ramesses Ptolemy Xerxes Darius Cyrus Innocent Clement Urban Boniface Felipe Carlos Alfonso "
    "Ferdinand Leopold Albert Christian Margrethe Gustav Haakon Olav Rama Cleopatra Justinian Constantine "
    "Theodosius Maximilian Rudolf Joseph Franz Umberto Vittorio Emmanuel Juan"
)
"""Names of rulers and popes: the numeral after them is an ordinal."""

HEADINGS = _set(
    "Chapter Part Volume Act Scene Section Book Phase Type Class Level Stage Appendix Article Title Figure "
    "Table War Rocky Bowl Fantasy Grade Mark Unit Lesson Group Category Episode Season Round Division Schedule "
    "Annex Item Step Tier Quarter Godfather Mission Symphony Psalm Zone Region Rank Diabetes"
)
"""Words after which a Roman numeral is a number."""

ACRONYMS = _set(
    "NASA NATO UNESCO UNICEF OPEC ASEAN FIFA UEFA LEGO NAFTA AIDS SARS SWAT FEMA HIPAA EBITDA BASIC CUDA BERT "
    "NASCAR INTERPOL IKEA OSHA COBOL NIMBY YOLO FOMO LIDAR RADAR SONAR LASER SCUBA"
)
"""Acronyms that are said as a word."""
