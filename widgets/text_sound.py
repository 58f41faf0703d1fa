"""The words about sounds; `widgets.text` takes them in with its own."""

from __future__ import annotations

from typing import Final

SOUND: Final[dict[str, tuple[str, str]]] = {
    "sound.on": ("声音开，按 {cap} 消音", "Sound on; {cap} lets be what sounds now"),
    "sound.quiet": ("已消音，下一件照常响", "Silenced; the next one sounds again"),
    "sound.muted": ("静音至 {time}，特急照响", "Mute until {time}; critical cases sound"),
    "sound.none": ("无声", "Silent"),
    "sound.lack": ("本席不能发声：{why}。请看顶部状态条", "This seat cannot sound: {why}. Watch the strip"),
    "sound.no_device": ("没有声音设备", "no sound device"),
    "sound.no_library": ("缺声音组件", "the sound library is missing"),
}
