"""Why something is not done for an administrator, as one line in the language of the chat.

Every reason there is has its line: `admin_texts` refuses a language in which one is missing.
"""

from bot.errors import AddingError, FetchError, FetchFailure
from bot.telegram.texts import Wording
from retrieval.corpus.source import SkippedFile


def fetch_refusal(error: FetchError, wording: Wording) -> str:
    """Say why an address gives no article; HTML."""
    texts = wording.texts.refusals
    if error.reason is FetchFailure.UNREADABLE and error.refusal:
        return wording.say(texts.file[error.refusal])
    return wording.say(texts.fetch[error.reason], value=error.value)


def file_refusal(skipped: SkippedFile, wording: Wording) -> str:
    """Say why a file gives no article; HTML."""
    return wording.say(wording.texts.refusals.file[skipped.refusal])


def adding_refusal(error: AddingError, wording: Wording) -> str:
    """Say why a file is not taken in; HTML."""
    return wording.say(wording.texts.refusals.adding[error.reason])
