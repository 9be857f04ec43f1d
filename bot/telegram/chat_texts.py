"""What stands on buttons, and what the bot says in some of its exchanges; `texts` has the rest."""

from pydantic import BaseModel, ConfigDict


class Buttons(BaseModel):
    """What stands on buttons; ``{n}`` is the number of a quote."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    context: str
    numbered_context: str
    back: str
    more: str
    earlier: str
    source: str
    numbered_source: str
    copy_quote: str
    numbered_copy: str
    share: str
    up: str
    down: str
    remove: str
    cancel: str
    undo: str
    stop: str
    remove_file: str
    go_back: str


class Toasts(BaseModel):
    """What a press is answered with, in a line that goes by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thanks: str
    taken_back: str
    not_yours: str
    expired: str
    changed: str
    busy: str
    failed: str
    admins_only: str
    outdated: str
    article_gone: str
    done_before: str
    nothing_runs: str
    snapshot_gone: str
    sent_already: str


class Inline(BaseModel):
    """What is said where somebody types after the bot's name: the button's line, and one row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    open: str
    weak: str
    none: str
    none_title: str
    none_description: str
    none_message: str
    no_content: str
    arabizi: str
    foreign: str
    too_long: str
    busy: str


class ForgetMe(BaseModel):
    """What is said where somebody has everything deleted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    ask_private: str
    confirm: str
    cancel: str
    cancelled: str
    done: str
    nothing: str
    preferences: str
    not_yours: str


class SettingsTexts(BaseModel):
    """What stands in the message in which a chat chooses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    heading_group: str
    n_quotes: str
    digits: str
    buttons: str
    shown: str
    hidden: str
    language: str
    with_buttons: str
    without_buttons: str
    chosen: str
    done: str
    admins_only: str
