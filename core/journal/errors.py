"""Why the journal refused, said to people in two languages with what to do about it."""

from __future__ import annotations

from typing import Final

# code: (Chinese, English, what to do in Chinese, what to do in English)
_WORDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "order": (
        "事件序号不连续，未写入",
        "events do not continue the journal's sequence; nothing was written",
        "重启枢纽，由日志重建状态",
        "restart the hub so that it rebuilds its picture from the journal",
    ),
    "refused": (
        "日志约束被违反（重复的命令、版本或计时触发），未写入",
        "a journal rule was violated (repeated command, version or clock firing); nothing was written",
        "重启枢纽，由日志重建状态；如重复出现，请保留数据目录并报告",
        "restart the hub so that it rebuilds its picture; if it recurs keep the data folder and report it",
    ),
    "unwritable": (
        "事件无法写成日志格式，未写入",
        "an event cannot be written in the journal's form; nothing was written",
        "保留数据目录并报告；该命令未生效",
        "keep the data folder and report it; the command had no effect",
    ),
    "io": (
        "磁盘写入失败，枢纽转为只读",
        "the disk failed while writing; the hub is read-only now",
        "检查磁盘空间与硬件，排除后恢复写入",
        "check the disk's free space and health, then resume writing",
    ),
    "fenced": (
        "另有进程写入了同一日志，本进程停止写入",
        "another process wrote to this journal; this one stops writing",
        "只保留一个枢纽使用该数据目录，然后重启",
        "let one hub use this data folder, then restart it",
    ),
    "damaged": (
        "日志文件已损坏，拒绝使用",
        "the journal file is damaged and was not used",
        "停止枢纽，运行 hubpost verify 查明位置，用最近一次备份替换 hub.db",
        "stop the hub, run hubpost verify to see where, and put the latest backup in place of hub.db",
    ),
    "newer": (
        "日志文件由更新版本的程序写成，未作改动",
        "the journal file was written by a newer version of the program; it was left untouched",
        "请安装同版本或更新版本的程序",
        "install that version of the program or a later one",
    ),
    "foreign": (
        "该文件不是枢纽日志，未作改动",
        "this file is not a hub's journal; it was left untouched",
        "检查数据目录是否写错",
        "check that the data folder is the right one",
    ),
    "stopped": (
        "日志写入线程已停止",
        "the journal's writer has stopped",
        "重启枢纽",
        "restart the hub",
    ),
}


class JournalError(Exception):
    """The journal refused or failed: `code` names why, the messages and remedies are for people."""

    def __init__(self, code: str, detail: str = "") -> None:
        zh, en, self.remedy_zh, self.remedy_en = _WORDS[code]
        self.code = code
        self.detail = detail
        self.message_zh = f"{zh}（{detail}）" if detail else zh
        self.message_en = f"{en} ({detail})" if detail else en
        super().__init__(f"{self.message_en}. {self.remedy_en}.")
