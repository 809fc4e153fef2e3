"""Currencies and units: how each is written, and its name in English (one, many) and in Mandarin."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """What is said for one, for many, and in Mandarin; `small` is a hundredth of a currency (one, many)."""

    one: str
    many: str
    chinese: str
    small: tuple[str, str] = ("", "")


_DOLLAR = ("cent", "cents")

CURRENCIES: dict[str, Name] = {
    "$": Name("dollar", "dollars", "美元", _DOLLAR),
    "US$": Name("U S dollar", "U S dollars", "美元", _DOLLAR),
    "HK$": Name("Hong Kong dollar", "Hong Kong dollars", "港元", _DOLLAR),
    "NT$": Name("Taiwan dollar", "Taiwan dollars", "新台币", _DOLLAR),
    "A$": Name("Australian dollar", "Australian dollars", "澳元", _DOLLAR),
    "C$": Name("Canadian dollar", "Canadian dollars", "加元", _DOLLAR),
    "S$": Name("Singapore dollar", "Singapore dollars", "新加坡元", _DOLLAR),
    "£": Name("pound", "pounds", "英镑", ("penny", "pence")),
    "€": Name("euro", "euros", "欧元", _DOLLAR),
    "¥": Name("yuan", "yuan", "元", ("fen", "fen")),
    "￥": Name("yuan", "yuan", "元", ("fen", "fen")),
    "₹": Name("rupee", "rupees", "卢比", ("paisa", "paise")),
    "₩": Name("won", "won", "韩元"),
    "₽": Name("ruble", "rubles", "卢布"),
    "฿": Name("baht", "baht", "泰铢"),
    "₫": Name("dong", "dong", "越南盾"),
    "₿": Name("bitcoin", "bitcoins", "比特币"),
}
"""By the sign before the amount. ¥ is the yuan, as on the service we stand in for; a yen is written JPY or 日元."""

CODES: dict[str, Name] = {
    "USD": CURRENCIES["US$"],
    "EUR": CURRENCIES["€"],
    "GBP": Name("British pound", "British pounds", "英镑"),
    "CNY": CURRENCIES["¥"],
    "RMB": Name("R M B", "R M B", "人民币"),
    "JPY": Name("yen", "yen", "日元"),
    "HKD": CURRENCIES["HK$"],
    "AUD": CURRENCIES["A$"],
    "CAD": CURRENCIES["C$"],
    "SGD": CURRENCIES["S$"],
    "INR": CURRENCIES["₹"],
    "KRW": CURRENCIES["₩"],
    "CHF": Name("Swiss franc", "Swiss francs", "瑞士法郎"),
    "€": CURRENCIES["€"],
    "£": CURRENCIES["£"],
    "$": CURRENCIES["$"],
    "¢": Name("cent", "cents", "美分"),
    "元": Name("yuan", "yuan", "元"),
}
"""By the code or sign after the amount (ISO 4217 and what people write)."""

SCALES: dict[str, tuple[str, int]] = {
    **{"k": ("thousand", 3), "thousand": ("thousand", 3), "m": ("million", 6), "mn": ("million", 6)},
    **{"million": ("million", 6), "b": ("billion", 9), "bn": ("billion", 9), "billion": ("billion", 9)},
    **{"tn": ("trillion", 12), "trn": ("trillion", 12), "t": ("trillion", 12), "trillion": ("trillion", 12)},
}
"""Scales of an amount of money, in small letters: the word, and the power of ten."""

UNITS: dict[str, Name] = {
    # temperature and angle
    "℃": Name("degree Celsius", "degrees Celsius", "摄氏度"),
    "°C": Name("degree Celsius", "degrees Celsius", "摄氏度"),
    "℉": Name("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "°F": Name("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "°": Name("degree", "degrees", "度"),
    # length, area, volume
    "km": Name("kilometer", "kilometers", "公里"),
    "m": Name("meter", "meters", "米"),
    "cm": Name("centimeter", "centimeters", "厘米"),
    "mm": Name("millimeter", "millimeters", "毫米"),
    "μm": Name("micrometer", "micrometers", "微米"),
    "µm": Name("micrometer", "micrometers", "微米"),
    "nm": Name("nanometer", "nanometers", "纳米"),
    "ft": Name("foot", "feet", "英尺"),
    "yd": Name("yard", "yards", "码"),
    "mi": Name("mile", "miles", "英里"),
    "km²": Name("square kilometer", "square kilometers", "平方公里"),
    "m²": Name("square meter", "square meters", "平方米"),
    "㎡": Name("square meter", "square meters", "平方米"),
    "cm²": Name("square centimeter", "square centimeters", "平方厘米"),
    "m³": Name("cubic meter", "cubic meters", "立方米"),
    "cm³": Name("cubic centimeter", "cubic centimeters", "立方厘米"),
    "sq ft": Name("square foot", "square feet", "平方英尺"),
    "sq. ft": Name("square foot", "square feet", "平方英尺"),
    "ft²": Name("square foot", "square feet", "平方英尺"),
    "sq mi": Name("square mile", "square miles", "平方英里"),
    "ha": Name("hectare", "hectares", "公顷"),
    "μL": Name("microliter", "microliters", "微升"),
    "µL": Name("microliter", "microliters", "微升"),
    "ml": Name("milliliter", "milliliters", "毫升"),
    "mL": Name("milliliter", "milliliters", "毫升"),
    "l": Name("liter", "liters", "升"),
    "L": Name("liter", "liters", "升"),
    # mass
    "t": Name("ton", "tons", "吨"),
    "kg": Name("kilogram", "kilograms", "公斤"),
    "g": Name("gram", "grams", "克"),
    "mg": Name("milligram", "milligrams", "毫克"),
    "μg": Name("microgram", "micrograms", "微克"),
    "µg": Name("microgram", "micrograms", "微克"),
    "lb": Name("pound", "pounds", "磅"),
    "lbs": Name("pound", "pounds", "磅"),
    "oz": Name("ounce", "ounces", "盎司"),
    # speed
    "km/h": Name("kilometer per hour", "kilometers per hour", "公里每小时"),
    "kph": Name("kilometer per hour", "kilometers per hour", "公里每小时"),
    "mph": Name("mile per hour", "miles per hour", "英里每小时"),
    "m/s": Name("meter per second", "meters per second", "米每秒"),
    "m/s²": Name("meter per second squared", "meters per second squared", "米每二次方秒"),
    "rpm": Name("revolution per minute", "revolutions per minute", "转每分钟"),
    "fps": Name("frame per second", "frames per second", "帧每秒"),
    "pts": Name("point", "points", "分"),
    "pp": Name("percentage point", "percentage points", "个百分点"),
    "bpm": Name("beat per minute", "beats per minute", "次每分钟"),
    "ppm": Name("part per million", "parts per million", "P P M"),
    # a part of something
    "mg/L": Name("milligram per liter", "milligrams per liter", "毫克每升"),
    "g/L": Name("gram per liter", "grams per liter", "克每升"),
    "mg/dL": Name("milligram per deciliter", "milligrams per deciliter", "毫克每分升"),
    "mmol/L": Name("millimole per liter", "millimoles per liter", "毫摩尔每升"),
    "μg/m³": Name("microgram per cubic meter", "micrograms per cubic meter", "微克每立方米"),
    "kg/m³": Name("kilogram per cubic meter", "kilograms per cubic meter", "千克每立方米"),
    "kg/m²": Name("kilogram per square meter", "kilograms per square meter", "千克每平方米"),
    "g/cm³": Name("gram per cubic centimeter", "grams per cubic centimeter", "克每立方厘米"),
    "mol/L": Name("mole per liter", "moles per liter", "摩尔每升"),
    "mol": Name("mole", "moles", "摩尔"),
    "L/100km": Name("liter per hundred kilometers", "liters per hundred kilometers", "升每百公里"),
    # data
    "KB": Name("kilobyte", "kilobytes", "K B"),
    "kB": Name("kilobyte", "kilobytes", "K B"),
    "MB": Name("megabyte", "megabytes", "兆"),
    "GB": Name("gigabyte", "gigabytes", "G B"),
    "TB": Name("terabyte", "terabytes", "T B"),
    "PB": Name("petabyte", "petabytes", "P B"),
    "KB/s": Name("kilobyte per second", "kilobytes per second", "K每秒"),
    "MB/s": Name("megabyte per second", "megabytes per second", "兆每秒"),
    "Mb": Name("megabit", "megabits", "兆比特"),
    "Gb": Name("gigabit", "gigabits", "吉比特"),
    "GB/s": Name("gigabyte per second", "gigabytes per second", "G每秒"),
    "kbps": Name("kilobit per second", "kilobits per second", "千比特每秒"),
    "Mbps": Name("megabit per second", "megabits per second", "兆比特每秒"),
    "Gbps": Name("gigabit per second", "gigabits per second", "吉比特每秒"),
    "px": Name("pixel", "pixels", "像素"),
    "dpi": Name("D P I", "D P I", "D P I"),
    # electricity, energy, sound, frequency, pressure
    "Hz": Name("hertz", "hertz", "赫兹"),
    "kHz": Name("kilohertz", "kilohertz", "千赫兹"),
    "MHz": Name("megahertz", "megahertz", "兆赫兹"),
    "GHz": Name("gigahertz", "gigahertz", "吉赫兹"),
    "Ω": Name("ohm", "ohms", "欧姆"),
    "kΩ": Name("kiloohm", "kiloohms", "千欧"),
    "MΩ": Name("megaohm", "megaohms", "兆欧"),
    "μF": Name("microfarad", "microfarads", "微法"),
    "µF": Name("microfarad", "microfarads", "微法"),
    "nF": Name("nanofarad", "nanofarads", "纳法"),
    "pF": Name("picofarad", "picofarads", "皮法"),
    "atm": Name("atmosphere", "atmospheres", "个大气压"),
    "V": Name("volt", "volts", "伏"),
    "mV": Name("millivolt", "millivolts", "毫伏"),
    "kV": Name("kilovolt", "kilovolts", "千伏"),
    "mA": Name("milliamp", "milliamps", "毫安"),
    "mAh": Name("milliamp hour", "milliamp hours", "毫安时"),
    "W": Name("watt", "watts", "瓦"),
    "kW": Name("kilowatt", "kilowatts", "千瓦"),
    "MW": Name("megawatt", "megawatts", "兆瓦"),
    "GW": Name("gigawatt", "gigawatts", "吉瓦"),
    "MWh": Name("megawatt hour", "megawatt hours", "兆瓦时"),
    "GWh": Name("gigawatt hour", "gigawatt hours", "吉瓦时"),
    "kWh": Name("kilowatt hour", "kilowatt hours", "千瓦时"),
    "J": Name("joule", "joules", "焦耳"),
    "kJ": Name("kilojoule", "kilojoules", "千焦"),
    "cal": Name("calorie", "calories", "卡"),
    "kcal": Name("kilocalorie", "kilocalories", "千卡"),
    "dB": Name("decibel", "decibels", "分贝"),
    "kN": Name("kilonewton", "kilonewtons", "千牛"),
    "Nm": Name("newton meter", "newton meters", "牛米"),
    "N·m": Name("newton meter", "newton meters", "牛米"),
    "psi": Name("P S I", "P S I", "P S I"),
    "mmHg": Name("millimeter of mercury", "millimeters of mercury", "毫米汞柱"),
    "Pa": Name("pascal", "pascals", "帕"),
    "kPa": Name("kilopascal", "kilopascals", "千帕"),
    "MPa": Name("megapascal", "megapascals", "兆帕"),
    # time
    "ms": Name("millisecond", "milliseconds", "毫秒"),
    "μs": Name("microsecond", "microseconds", "微秒"),
    "ns": Name("nanosecond", "nanoseconds", "纳秒"),
    "sec": Name("second", "seconds", "秒"),
    "secs": Name("second", "seconds", "秒"),
    "min": Name("minute", "minutes", "分钟"),
    "mins": Name("minute", "minutes", "分钟"),
    "h": Name("hour", "hours", "小时"),
    "hr": Name("hour", "hours", "小时"),
    "yr": Name("year", "years", "年"),
    "yrs": Name("year", "years", "年"),
    "tsp": Name("teaspoon", "teaspoons", "茶匙"),
    "tbsp": Name("tablespoon", "tablespoons", "汤匙"),
    "Tbsp": Name("tablespoon", "tablespoons", "汤匙"),
    "hrs": Name("hour", "hours", "小时"),
}
"""By the sign after the number. Left out where a letter is more often something else: in, s, A, K, N, G."""

UNIT = (
    "("
    + "|".join(re.escape(sign) for sign in sorted(UNITS, key=len, reverse=True))
    + (r")(?![A-Za-z0-9²³]|['’]s\b|/(?!\d|(?:day|week|month|year|person|night|dose)\b))")
)
"""A unit as a pattern of one group; it must follow a number."""

SIGN = "(" + "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True)) + ")"
CODE = "(" + "|".join(re.escape(sign) for sign in sorted(CODES, key=len, reverse=True)) + ")(?![A-Za-z])"
CODE_BEFORE = "(" + "|".join(code for code in CODES if code.isascii() and code.isalpha()) + ")"
