"""Answers that were given, as they are stored."""

from bot.storage.answers import StoredAnswer, new_answer_id
from bot.storage.quotes import StoredQuote
from bot.web.asking import WEB_CHAT
from retrieval.datatypes import Outcome, Quote
from tests.web.site import Site


async def stored(site: Site, *quotes: Quote, chat_id: int = WEB_CHAT) -> StoredAnswer:
    answer = StoredAnswer(
        answer_id=new_answer_id(),
        chat_id=chat_id,
        thread_id=None,
        question_id=1,
        asker_id=None,
        question="سؤال لا يُعرض",
        previous=(),
        outcome=Outcome.ANSWER,
        quotes=tuple(map(StoredQuote.of, quotes)),
        page_size=3,
        asked_at=0.0,
    )
    await site.services.storage.answers.add(answer)
    return answer
