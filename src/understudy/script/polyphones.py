"""Chinese characters of several readings: which is meant, by pypinyin's phrases and a table of our own.

A voice reads most of them right; a reading is given only where it differs from the one that the voice gives the
character on its own.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from understudy.script.words_zh import WORDS

_LONE = (
    "行xing2 长chang2 重zhong4 还hai2 了le5 乐le4 都dou1 得de5 地de5 着zhe5 为wei4 好hao3 数shu4 觉jue2 "
    "教jiao4 中zhong1 种zhong3 朝chao2 便bian4 背bei4 处chu4 传chuan2 弹dan4 当dang1 倒dao4 发fa1 分fen1 "
    "干gan1 给gei3 更geng4 几ji3 间jian1 将jiang1 降jiang4 角jiao3 结jie2 尽jin4 会hui4 空kong1 累lei4 "
    "量liang4 难nan2 强qiang2 切qie4 曲qu1 少shao3 省sheng3 调diao4 相xiang1 兴xing4 应ying1 载zai4 "
    "只zhi3 转zhuan3 作zuo4 看kan4 模mo2 血xue4 薄bao2 削xue1 参can1 差cha4 藏cang2 称cheng1 冲chong1 "
    "担dan1 否fou3 冠guan4 和he2 系xi4 夹jia1 假jia3 禁jin4 卡ka3 哪na3 宁ning2 散san4 似si4 吐tu3 "
    "校xiao4 咽yan4 与yu3 占zhan4 涨zhang3 挣zheng1 正zheng4 厦sha4 单dan1 过guo4 号hao4 喝he1 济ji4 "
    "解jie3 卷juan3 壳ke2 扇shan4 舍she3 石shi2 食shi2 宿su4 提ti2 挑tiao1 同tong2 吓xia4 咬yao3 要yao4 "
    "叶ye4 饮yin3 晕yun1 扎zha1 炸zha4 折zhe2 粘zhan1 仔zi3 钻zuan1 盛sheng4 屏ping2 片pian4 泊po1 "
    "纤xian1 脉mai4 露lu4 落luo4 绿lv4 率lv4 论lun4 勒le4 溜liu1 笼long2 卜bo5 刹sha1 杉shan1 匙shi5 "
    "车che1 乘cheng2 澄deng4 臭chou4 畜chu4 创chuang4 撮cuo1 答da2 待dai4 逮dai3 丁ding1 斗dou4 肚du4 "
    "度du4 囤tun2 恶e4 番fan1 服fu2 脯pu2 供gong1 谷gu3 观guan1 龟gui1 柜gui4 咯ge1 核he2 哄hong1 划hua4 "
    "混hun4 豁huo1 奇qi2 稽qi3 缉qi1 颈jing3 劲jin4 圈quan1 菌jun1 咖ka1 吭keng1 六liu4 埠bu4 曾ceng2 任ren4 压ya1 "
    "鲜xian1 说shuo1 塞sai1 蚌bang4 没mei2 什shen2 "
)

LONE: dict[str, str] = {word[0]: word[1:] for word in _LONE.split()}
"""Characters of several readings, and the one that espeak-ng 1.52 gives each on its own (measured 2026-11-22)."""

OVERRIDES: tuple[tuple[str, str, str], ...] = (
    (
        "(?<=[没未])还(?!是)|还(?=了[^解])|还(?=[给清债钱款书贷])|(?<=[归偿退奉返])还|还(?=你|我|他|她)(?!.{0,1}[有是在没会能要])",
        "huan2",
        "to give back",
    ),
    (
        r"(?<=[跑走说做写看长来想吃玩唱跳学听卖变干讲住睡起笑急高快热冷])得(?=[很快慢好不太真更多非特十极那这])",
        "de5",
        "how well",
    ),
    ("(?<=[快慢好轻静悄渐深狠])地(?=[走说看想做跑笑吃听写学问点])", "de5", "how"),
    ("(?<=[做受吃忘免管拿用买少离走跑办改动靠去来看治好得完])(?<=不.)?了(?=不)", "le5", "done, and not"),
    (
        "(?<=不)了(?=[起])|(?<=[受做吃忘免管拿用买少离走跑办改动靠去来治好得完]不)了|(?<=得)了(?=[吗么])",
        "liao3",
        "to be able to",
    ),
    ("了(?=解|如指掌|结|断|却|然)", "liao3", "to understand, to end"),
    ("(?<=[为到来走吃看说做写买卖忘完成好老多少大小高])了(?![解结断却然如])(?<!不了)", "le5", "done"),
    ("(?<![成作认以称])为(?=了|什么|何|此|[你我他她它]|人民|大家|客户|用户|孩子)", "wei4", "for"),
    ("(?<=[一二两三四五六七八九十几数每这那首前后单多]|\\d)行(?=[代文字诗数])", "hang2", "a line"),
    (
        r"(?<=第\d)行(?![为动政驶])|(?<=第\d\d)行(?![为动政驶])|(?<=第[一二三四五六七八九十])行(?![为动政驶])",
        "hang2",
        "a line",
    ),
    (
        "(?<=[银商同本外内懂投])行|行(?=业|家|情|列|距)|行(?=长[^时期久远])|(?<=各)行|(?<=各行各)业",
        "hang2",
        "a trade, a row",
    ),
    ("(?<=行)长(?=来|说|们|在|是|的|和|，|。|\\Z)", "zhang3", "who leads"),
    ("(?<=秘书)长", "zhang3", "who leads"),
    ("(?<=接)种|种(?=疫苗)", "zhong4", "to plant"),
    ("倒(?=是)", "dao4", "on the contrary"),
    ("(?<=答)应", "ying1", "to promise"),
    ("(?<=身)处", "chu3", "to be somewhere"),
    ("(?<=姓)单", "shan4", "a family"),
    ("参(?=差)", "cen1", "uneven"),
    ("(?<=参)差", "ci1", "uneven"),
    ("(?<=[发须甲毛草])长(?=长了)", "zhang3", "to grow"),
    ("(?<![很太最多么])长(?=到)", "zhang3", "to grow"),
    ("长(?=得|大|高了|成|出|满|势|胖|相)", "zhang3", "to grow"),
    (
        "(?<=[约均仅皆译评尤升降设视])为(?![了何此您咱你我他她它]|什么|人民)"
        "|(?<=[A-Za-z度率值量额价积径])为(?![了何此您咱你我他她它]|什么|人民|企业|大家|国家|社会|经济|发展)"
        "|(?<=命名|转化|分别|默认|主题|目标|单位|温度|价格|结果|长度|宽度|高度|重量|时间|地点|名称|类型|内容|总数|总额)为"
        "|(?<=面积|人数|比例|比分|原因|定价|售价|平均|依次|身份|题目|初值|数值|编号|周期|对象|标准|缩写|全称|简称|上限|下限)为"
        "|(?<=频率|速度|均价|最大|最小|最高|最低|概率|增幅|跌幅|涨幅|密码|答案|体积|质量|成本|收入|利润|版本|格式|范围)为",
        "wei2",
        "to be",
    ),
    (
        r"为(?=\s?[约负]?\s?\d[\d.,]*\s?[万亿]?(?:元|美元|度|个百分点|千米|公里|厘米|毫米|米|公斤|千克|克|吨|小时|分钟|秒|年|月|日|点|倍"
        r"|平方|岁|分|[A-Za-z%％℃°]|[，。；、,;]|$))"
        "|为(?=(?:例|由|首|主|准|荣|止|伍)(?![人席动任持要]))"
        "|为(?=(?:中心|核心|基础|目标|重点|指导|依据|前提|导向|己任|宗旨|契机|代表|单位|标准)(?:[，。；、的,]|$))",
        "wei2",
        "to be",
    ),
    ("当(?=[校班市部局院队家]长|老师|医生|兵|选|然|时|天|前|今|初)", "dang1", "to be, at that time"),
    ("觉(?=[都也没]睡)|(?<=睡)觉|(?<=睡[了个着过])觉|(?<=[午懒])觉", "jiao4", "sleep"),
    ("(?<=[睡找买用够见管猜]不)着", "zhao2", "with success"),
    ("(?<=[把扫拖各随])地", "di4", "the ground"),
    ("(?<![各本当外境实场基产土天大陆])地(?=学[习会到])", "de5", "how"),
    (
        "(?<=[你我他她们您家])得(?=[把在有给跟先去来走靠花看问让多用努注小认学做完尽抓赶准提加继想说写听考记])"
        "|(?<=[还就都也总])得(?![到出知以了分奖意罪益])",
        "dei3",
        "must",
    ),
    ("得(?=了(?:第|奖|病|冠|亚|金|银|满分|感冒|癌|一))", "de2", "to get"),
    ("得(?=到|出[来了结答]|知|以|奖|分|意|失|罪|当|体|益|票|病|主|胜)", "de2", "to get"),
    ("(?<![一密亲迫热深急关贴])切(?=菜|片|割|换|断|开|除|成|入|磋|下|掉|好|碎|丝|块|肉|蛋糕|水果)", "qie1", "to cut"),
    ("夹(?=克|子|住|在|心|带|缝|层|杂|紧|角|道)", "jia1", "to hold between"),
    ("转(?=圈|动|悠|盘|速|轴)", "zhuan4", "to turn round"),
    ("系(?=鞋带|领带|安全带|围巾|扣)", "ji4", "to tie"),
    (
        "(?<=[一二两三四五六七八九十百千万几多数每这那半]|\\d)只(?=[猫狗鸡鸭鸟羊手脚眼耳鞋小大熊股])",
        "zhi1",
        "one of a pair, an animal",
    ),
    ("(?<=[一二两三四五六七八九十几每这那各多])种(?![植树地田菜花下])", "zhong3", "a kind"),
    ("种(?=[树地田菜花草植])", "zhong4", "to plant"),
    ("(?<=[频次参函])数", "shu4", "a number"),
    ("(?<=[一])数(?=.)(?<=数一数)|数(?=一数|数看|到十|不清|得清)|(?<=数一)数", "shu3", "to count"),
    ("量(?=一量|体温|身高|尺寸)|(?<=量一)量", "liang2", "to measure"),
    ("(?<=睡)着", "zhao2", "asleep"),
    ("(?<=[看听说笑走跑坐站躺拿带等想望指跟随沿朝向穿戴开活打])着(?![急火凉想落陆手眼重装力实色])", "zhe5", "going on"),
    ("教(?=书|你|我|他|她|会|过|他们|我们)", "jiao1", "to teach"),
    ("(?<=理)发|(?<=头)发|(?<=[白黑金长短卷洗染烫脱])发(?=[^展生现])", "fa4", "hair"),
    ("空(?=儿|闲|位|格|白|隙)|(?<=[有没抽得])空(?![气间调])", "kong4", "free"),
    ("(?<=[很太好最更真特别])累|累(?=了|死|坏)", "lei4", "tired"),
    ("(?<=[很太好最更真非常特别])长(?![大高])", "chang2", "long"),
    ("(?<=[温落逆价时])差(?![不一点劲得])", "cha1", "what lies between"),
    ("(?<=[很太最更真特别])差|差(?=不多|一点|点儿|劲)", "cha4", "bad, lacking"),
    ("(?<=[很太最更真还也都])(?<!爱)好(?=的|吃|看|听|玩|用|多|人|，|。|\\Z)", "hao3", "good"),
    ("倒(?=水|茶|酒|车|数|影|立|退|垃圾)", "dao4", "to pour, backwards"),
    ("更(?=[好多大小高低快慢加强美新鲜早晚远近])(?!新[^鲜])|更(?=新鲜)", "geng4", "more"),
    ("更(?=新(?!鲜)|换|改|替|正|衣)", "geng1", "to change"),
    ("都(?=[是有在不会能要很没可说去来得想知做用])", "dou1", "all"),
    ("重(?=新|复|来|启|做|写|建|组|逢|阳|叠|播|读|试|申|返|现|庆|温|置|构|试|排)", "chong2", "again"),
    ("(?<![体比权毛净沉严尊看着注])重(?=塑|算|回|拍|审|装|连|聚|绘|译|获)", "chong2", "again"),
    ("(?<=双)重|(?<=[一二两三多])重(?=[天保性奏境])", "chong2", "layers"),
    ("曲(?=线|折|面|率|解)", "qu1", "bent"),
    ("(?<=[歌乐戏舞插序])曲", "qu3", "a song"),
    ("(?<![类相近])似(?=的)", "shi4", "as if"),
    ("调(?=整|节|解|和|试|料|味|皮|休|理|配|价|侃|低|高|控)|(?<=[协空烹])调", "tiao2", "to adjust"),
    ("(?<=[微上下回])调(?![查研动用取派度])", "tiao2", "to adjust"),
    ("(?<![语声腔强单曲音基格情色步抽论])调(?=[大小亮暗快慢])", "tiao2", "to adjust"),
    ("调(?=查|研|动|度|用|取|头|换|转|派|令|遣)", "diao4", "to move, to inquire"),
    ("(?<=[微])相|(?<=照)相|相(?=片|机|册|声|貌|亲节)", "xiang4", "a picture"),
    ("与(?=会)|(?<=参)与", "yu4", "to take part"),
    ("中(?=奖|毒|暑|标|风|弹|计|意|枪|签)|(?<=[击命看打猜选射])中(?![国文心])", "zhong4", "to hit"),
    ("吐(?=痰|字|气|露|槽|丝|舌)|(?<=吞)吐", "tu3", "to spit"),
    ("(?<=[呕])吐", "tu4", "to vomit"),
    ("薄(?=弱|荷|膜|利|情|命)", "bo2", "thin, in compounds"),
    ("(?<=暖)和", "huo5", "warm"),
    ("(?<=皇|桂|衣|树|鸡|花)冠", "guan1", "a crown"),
    ("弹(?=琴|奏|唱|性|力|簧|跳|钢琴|吉他|出|窗)", "tan2", "to pluck, to spring"),
    ("结(?=实|巴)|(?<=开花)结(?=果)", "jie1", "firm"),
    ("(?<=出)差|差(?=旅|事|遣)", "chai1", "an errand"),
    ("降(?=服|伏)|(?<=投)降", "xiang2", "to yield"),
    ("散(?=文|装|漫|打|架|光)", "san3", "loose"),
    ("乐(?=队|曲|器|章|团|谱|手|坛|理|府)|(?<=[音声配民器交])乐(?!意)", "yue4", "music"),
    ("背(?=包|着|负|了|起|黑锅)", "bei1", "to carry"),
    ("看(?=守|护|管|家|押)", "kan1", "to guard"),
    ("干(?=活|部|什么|嘛|吗|劲|线|事|掉|得|完|了|过)|(?<=[能才骨树主])干", "gan4", "to do, a trunk"),
    ("称(?=职|心|体温|身)|(?<=[对匀相])称", "chen4", "to fit"),
    ("供(?=给|应)", "gong1", "to supply"),
    ("(?<=供|自|补|配|予)给|给(?=予|养|水)", "ji3", "to provide"),
    ("卡(?=片|车|通|路|号|拉)", "ka3", "a card"),
    ("冲(?=着|劲|压)", "chong4", "towards, strong"),
)
"""Patterns for single characters, their reading ('' keeps that of the phrases), and what it means; later rows win."""


@cache
def _library() -> Any:
    import pypinyin
    import pypinyin.seg.mmseg

    return pypinyin


@lru_cache(maxsize=32)
def pronunciations(text: str) -> tuple[str, ...]:
    """The pinyin of every character with its tone digit (5 for none); '' for what is no Chinese character."""
    library = _library()
    style = library.Style.TONE3
    found: list[str] = []
    for part in re.findall(r"[㐀-鿿\U00020000-\U0003ffff]+|[^㐀-鿿\U00020000-\U0003ffff]+", text):
        if re.match(r"[㐀-鿿\U00020000-\U0003ffff]", part):
            for word in library.seg.mmseg.seg.cut(part):
                read = library.lazy_pinyin(word, style=style, neutral_tone_with_five=True)
                alone = len(word) == 1 and word in LONE
                found += [LONE[word]] if alone else read if len(read) == len(word) else [""] * len(word)
        else:
            found += [""] * len(part)
    for pattern, reading, _ in _overrides():
        if reading:
            for match in pattern.finditer(text):
                found[match.start()] = reading
    for pattern, sign, reading in WORDS:
        for match in pattern.finditer(text):
            for place in range(*match.span()):
                if text[place] == sign:
                    found[place] = reading
    return tuple(found)


@cache
def _overrides() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple((re.compile(pattern), reading, reason) for pattern, reading, reason in OVERRIDES)
