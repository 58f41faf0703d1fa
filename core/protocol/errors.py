"""Errors of the protocol: numbers, names, and words in zh and en that say what to do."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.domain.refusals import Refusal

PARSE: Final = -32700
FRAME: Final = -32600
UNKNOWN: Final = -32601
BODY: Final = -32602
INTERNAL: Final = -32603
UNAUTHENTICATED: Final = 1001
FORBIDDEN: Final = 1003
STEP_UP_REQUIRED: Final = 1004
VERSION_CONFLICT: Final = 1009
IDEMPOTENCY_MISMATCH: Final = 1010
TOO_LARGE: Final = 1011
RATE_LIMITED: Final = 1012
READ_ONLY: Final = 1013
NOT_LEADER: Final = 1014
RULE_VIOLATED: Final = 1015
GRANT_EXPIRED: Final = 1016
OVERLOADED: Final = 1017

NAMES: Final[dict[int, str]] = {
    PARSE: "PARSE_ERROR",
    FRAME: "INVALID_FRAME",
    UNKNOWN: "UNKNOWN_OP",
    BODY: "INVALID_BODY",
    INTERNAL: "INTERNAL_ERROR",
    UNAUTHENTICATED: "UNAUTHENTICATED",
    FORBIDDEN: "FORBIDDEN",
    STEP_UP_REQUIRED: "STEP_UP_REQUIRED",
    VERSION_CONFLICT: "VERSION_CONFLICT",
    IDEMPOTENCY_MISMATCH: "IDEMPOTENCY_MISMATCH",
    TOO_LARGE: "TOO_LARGE",
    RATE_LIMITED: "RATE_LIMITED",
    READ_ONLY: "READ_ONLY",
    NOT_LEADER: "NOT_LEADER",
    RULE_VIOLATED: "RULE_VIOLATED",
    GRANT_EXPIRED: "GRANT_EXPIRED",
    OVERLOADED: "OVERLOADED",
}
NEVER_STORED: Final = frozenset({RATE_LIMITED, READ_ONLY, OVERLOADED})
RETRYABLE: Final = NEVER_STORED | {VERSION_CONFLICT}

# Close codes: number → (reason, whether a client should come back by itself).
CLOSE: Final[dict[int, tuple[str, bool]]] = {
    4002: ("undecodable, repeated", True),
    4003: ("not identified in time", True),
    4004: ("authentication failed", False),
    4006: ("revoked", False),
    4008: ("rate", True),
    4009: ("no heartbeat", True),
    4010: ("replaced by a newer session", False),
    4012: ("version", False),
    4013: ("slow consumer", True),
    4014: ("draining", True),
}

_TEXTS: Final[dict[int, tuple[str, str]]] = {
    PARSE: ("不是有效的 JSON：{what}", "Not valid JSON: {what}"),
    FRAME: ("帧不合规：{what}", "Not a valid frame: {what}"),
    UNKNOWN: ("不认识“{what}”", "Unknown “{what}”"),
    BODY: ("内容不合规：{what}", "Not a valid body: {what}"),
    INTERNAL: (
        "指挥部处理时出错，已记录，请改用电话并告知系统管理员",
        "The hub failed on this and has noted it; use the telephone and tell the system administrator",
    ),
    UNAUTHENTICATED: ("工号、密码或令牌不对，请重新登录", "Wrong user, password or token; sign in again"),
    FORBIDDEN: ("没有此事件，或无权办理", "No such case, or not yours to act on"),
    IDEMPOTENCY_MISMATCH: (
        "同一编号已用于另一条命令，请换新编号",
        "This id was used for another command; make a new id",
    ),
    TOO_LARGE: ("超过 {what} 字节，请缩短", "Over {what} bytes; shorten it"),
    RATE_LIMITED: ("发送过快，稍后再发", "Too fast; send again later"),
    READ_ONLY: ("指挥部暂为只读，请重试或用电话派遣", "The hub is read-only for now; retry or dispatch by telephone"),
    OVERLOADED: ("指挥部忙，稍后再发", "The hub is busy; send again later"),
}


class Error(Struct, frozen=True, omit_defaults=True):
    """One error as sent; `ref` names the hub's own record of it."""

    code: int
    name: str
    message_zh: str
    message_en: str
    retryable: bool
    field: str | None = None
    retry_after_ms: int | None = None
    ref: str | None = None
    rule: str | None = None
    current: int | None = None
    left: int | None = None  # tries left before a name is locked
    by: str | None = None  # the account at the seat


class ProtocolError(Exception):
    """A frame that cannot be taken; carries the error its sender is given."""

    def __init__(self, code: int, what: str = "", field: str | None = None) -> None:
        self.error = error(code, what, field)
        super().__init__(self.error.message_en)


def error(code: int, what: str = "", field: str | None = None, retry_after_ms: int | None = None) -> Error:
    """The error of that number with its words."""
    zh, en = _TEXTS[code]
    return Error(
        code=code,
        name=NAMES[code],
        message_zh=zh.format(what=what),
        message_en=en.format(what=what),
        retryable=code in RETRYABLE,
        field=field,
        retry_after_ms=retry_after_ms,
    )


def denied(left: int, retry_after_ms: int | None) -> Error:
    """A sign-in that failed: how often it may be tried again, and for how long not; the same for every name."""
    return replace(error(UNAUTHENTICATED), left=left, retry_after_ms=retry_after_ms)


def seat_in_use(seat: str, by: str) -> Error:
    """Somebody else sits there; `take` takes the seat over."""
    zh, en = f"{seat} 席由 {by} 在用", f"Seat {seat} is in use by {by}"
    return Error(RULE_VIOLATED, NAMES[RULE_VIOLATED], zh, en, retryable=False, rule="seat_in_use", by=by)


def seat_taken(seat: str, by: str) -> Error:
    """Somebody else took the seat over."""
    zh, en = f"{seat} 席已由 {by} 接管", f"Seat {seat} was taken over by {by}"
    return Error(RULE_VIOLATED, NAMES[RULE_VIOLATED], zh, en, retryable=False, rule="seat_taken", by=by)


def refused(refusal: Refusal) -> Error:
    """A rule's refusal as an error."""
    return Error(
        code=refusal.code,
        name=NAMES[refusal.code],
        message_zh=refusal.zh,
        message_en=refusal.en,
        retryable=refusal.code in RETRYABLE,
        field=refusal.field,
        rule=refusal.rule,
        current=refusal.current,
    )
