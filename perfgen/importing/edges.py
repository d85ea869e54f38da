"""Cover, signature and the notes of attachments."""

import re
from collections.abc import Iterator

from perfgen.importing.account import Fate
from perfgen.importing.naming import TITLED
from perfgen.importing.patterns import Gap
from perfgen.importing.reading import Para
from perfgen.importing.sections import Section
from perfgen.importing.sentences import Sentences
from perfgen.importing.taking import Taker
from perfgen.importing.wording import ATTACHMENTS, SIGNATURE


class Edges:
    """Reads what stands before the first heading, under the last section and on attachments."""

    def __init__(self, taker: Taker, sentences: Sentences) -> None:
        self.taker, self.sentences = taker, sentences
        self.out, self.account, self.patterns = taker.out, taker.account, taker.patterns
        self.contract, self.used = taker.contract, taker.used

    def edge(self, para: Para, section: Section) -> Iterator[Para]:
        """Cover, signature, notes of the attachments."""
        text, key = para.text.text.strip(), section.key
        known = self.taker.known()
        label = re.fullmatch(
            r"[（(]?(评价年度|评价单位|填报单位|单位名称|填报日期|报告日期|日期)[^：:]{0,8}[：:]\s*(.+)", text
        )
        if label:
            self._labelled(label[1], label[2], para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        if key == ATTACHMENTS:
            if re.match(r"(?:注|说明)[：:]|填表人|金额单位|附\s*[件表]|.*自评表?$|.*评分表$|.*基础数据表$", text):
                self.account.put(para.text, Fate.FIGURE, key)
                return
        elif key == SIGNATURE:
            date = re.fullmatch(r"([12][0-9]{3})年([0-9]{1,2})月(?:([0-9]{1,2})日)?", text.replace(" ", ""))
            if date:
                self.taker.fact(("成文日期",), date[0], Gap.DATE, para.line, key)
            elif not re.match(r"附", text):
                self.taker.fact(("单位", "名称"), re.sub(r"（.*）$", "", text), Gap.TEXT, para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        elif len(text) <= 60 and re.search(r"自评|绩效|报告|缩略|说明|人民政府|街道办事处", text):
            unit = TITLED.search(re.sub(r"^[12][0-9]{3}年度?", "", text))
            year = re.search(r"([12][0-9]{3})\s*年", text)
            if unit:
                self.taker.fact(("单位", "名称"), unit[0], Gap.TEXT, para.line, key)
            if year:
                self.taker.fact(("年度",), year[1], Gap.YEAR, para.line, key)
            self.account.put(para.text, Fate.FIGURE, key)
            return
        elif self.sentences.texts(para.text, self.patterns.get(key, []), known, para.line, key, numbers=True):
            self.taker.note(para.text, section)
            return
        notice = re.search(r"《([^》]*自评[^》]*通知)》\s*[（(]([^（）()]*[0-9]+号)[）)]", text)
        if notice and ("依据", "名称") in self.used | {tuple(f.parts()) for f in self.contract.fields}:
            self.taker.fact(("依据", "名称"), notice[1], Gap.TEXT, para.line, key)
            self.taker.fact(("依据", "文号"), notice[2], Gap.TEXT, para.line, key)
            self.taker.note(para.text, section)
            return
        yield para

    def _labelled(self, label: str, value: str, line: int, key: str) -> None:
        value = value.strip()
        if label == "评价年度":
            year = re.search(r"[12][0-9]{3}", value)
            self.taker.fact(("年度",), year[0] if year else "", Gap.YEAR, line, key)
        elif label in ("评价单位", "填报单位", "单位名称"):
            self.taker.fact(("单位", "名称"), value, Gap.TEXT, line, key)
        else:
            digits = re.fullmatch(r"([12][0-9]{3})[年.\-/]?([0-9]{1,2})[月.\-/]?([0-9]{1,2})?日?", value)
            if digits:
                day = f"{int(digits[3])}日" if digits[3] else ""
                self.taker.fact(("成文日期",), f"{digits[1]}年{int(digits[2])}月{day}", Gap.DATE, line, key)
