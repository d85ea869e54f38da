"""The documents that a manifest declares (文书), and what they name."""

from collections.abc import Iterator
from difflib import get_close_matches

from perfgen.contract.reader import Reader
from perfgen.contract.types import Attachment, Contract, Document
from perfgen.errors import PerfgenError
from perfgen.vocabulary import split_pattern


def read_documents(root: Reader) -> Iterator[Document]:
    """The documents in order; one that comes of another (源自) has what it does not say from that."""
    known: dict[str, Document] = {}
    for reader in root.items("文书"):
        key, origin = reader.text("键"), reader.text("源自", "")
        source = known.get(origin)
        if origin and source is None:
            reader.fault(f"“源自”的“{origin}”不是前面的文书", "写前面一件文书的键，例如 报告", "源自")
        attachments = []
        for each in reader.items("附件"):
            attachments.append(Attachment(each.text("键"), each.text("标题")))
            each.close()
        own = source is None or "附件" in reader.names()
        omitted = reader.texts("略去")
        if omitted and not origin:
            reader.fault("写了“略去”，没有写“源自”", '写明这一件是由哪一件略去一部分而来，例如 "源自" = "报告"', "略去")
        kept = [] if source is None else [each for each in source.attachments if each.key not in omitted]
        document = Document(
            key,
            reader.text("模板文件", ... if source is None else source.template),
            reader.text("文件名"),
            tuple(attachments if own else kept),
            origin,
            tuple(each for each in omitted if source is None or each not in {a.key for a in source.attachments}),
            _dropped(source, omitted),
            reader.texts("需要"),
            reader.flag("按需", False),
        )
        if key and key in known:
            reader.fault(f"文书的键“{key}”出现了两次", "每一件用自己的键", "键")
        if document.file_name and document.file_name in {each.file_name for each in known.values()}:
            reader.fault(
                f"文件名“{document.file_name}”和前面一件文书相同", "后面加上这一件的名称，例如 -评分表", "文件名"
            )
        reader.close()
        known[key] = document
        yield document


def _dropped(source: Document | None, omitted: tuple[str, ...]) -> tuple[int, ...]:
    attachments = source.attachments if source is not None else ()
    return tuple(place for place, each in enumerate(attachments) if each.key in omitted)


def check_documents(root: Reader, contract: Contract) -> None:
    """Note what documents name and nobody declares; fields are known only when the whole manifest is read."""
    for document in contract.documents:
        for what, patterns in (("略去", document.omitted), ("需要", document.needs)):
            for pattern in patterns:
                if not _is_known(contract, pattern):
                    root.fault(f"文书“{document.key}”的“{what}”里，没有“{pattern}”", _meant(contract, pattern), "文书")


def _is_known(contract: Contract, pattern: str) -> bool:
    head, _, key = pattern.partition(".")
    if head == "正文":
        return key in contract.prose_keys
    try:
        parts = split_pattern(pattern)
    except PerfgenError:
        return False
    return contract.shape.at(parts) is not None


def _meant(contract: Contract, pattern: str) -> str:
    known = [field.pattern for field in contract.all_fields]
    known += [f"正文.{key}" for key in contract.prose_keys]
    known += [each.key for document in contract.documents for each in document.attachments]
    close = get_close_matches(pattern, known, n=1, cutoff=0.5)
    return (
        f"你是不是想写“{close[0]}”" if close else "写字段的路径（指标[].监控值）、正文的键（正文.存在问题）或附件的键"
    )
