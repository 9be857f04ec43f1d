"""The models that the settings name, loaded; torch is imported only for those that need it."""

from retrieval.models.static import BUNDLED_MODEL, StaticEncoder
from retrieval.protocols import Encoder
from retrieval.search.reranking import Reranking
from retrieval.settings import EncoderSettings, RerankerSettings


def load_encoder(settings: EncoderSettings) -> Encoder:
    """Load the model that the settings name; torch is imported only for one that needs it.

    Raises:
        EncoderError: It cannot be loaded; the message says what to do.
    """
    if not settings.model:
        return StaticEncoder.load(BUNDLED_MODEL)
    from retrieval.models.transformer import TransformerEncoder  # noqa: PLC0415 -- 5 s, 400 MiB

    return TransformerEncoder.load(
        settings.model,
        device=settings.device,
        backend=settings.backend,
        question_prompt=settings.question_prompt,
        passage_prompt=settings.passage_prompt,
        batch_size=settings.batch_size,
    )


def load_reranking(settings: RerankerSettings) -> Reranking | None:
    """Load the reranker that the settings name; None, and nothing imported, if they name none.

    Raises:
        RerankerError: It cannot be loaded; the message says what to do.
    """
    if not settings.model:
        return None
    from retrieval.models.cross_encoder import CrossEncoderReranker  # noqa: PLC0415 -- as above

    reranker = CrossEncoderReranker.load(
        settings.model,
        device=settings.device,
        backend=settings.backend,
        batch_size=settings.batch_size,
    )
    return Reranking(reranker, settings)
