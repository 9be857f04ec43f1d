"""The command line: what each command is called, takes and says in its help.

The work is in ``bot.terminal``. Each command imports its room when it is called, so that
``--help`` starts at once and asking a question loads neither torch nor Telegram.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.corpus_commands import corpus_app
from bot.terminal.failures import failures_told
from bot.terminal.feeds_commands import feeds_app
from bot.terminal.options import Corpus, Json
from bot.terminal.streams import mend, result_console, speak_utf8

app = typer.Typer(
    name="iqtibas",
    help="Answer Arabic questions by quoting a folder of articles, word for word, with the "
    "source.\n\nSettings come from the environment and from the file .env in the current "
    "folder; .env.example lists them all. Results go to standard output, everything else to "
    "standard error. Exit status: 0 done, 1 something must be mended (the message says what), "
    "2 wrong usage, 130 stopped with Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.add_typer(corpus_app, name="corpus")
app.add_typer(feeds_app, name="feeds")

Quotes = Annotated[
    int | None,
    typer.Option(
        "--quotes",
        metavar="N",
        min=1,
        help="Show at most N quotes.  [default: QUOTES, or 3]",
        show_default=False,
    ),
]


@app.callback(invoke_without_command=True)
def _iqtibas(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed_version

        result_console().print(f"iqtibas {installed_version('iqtibas')}")
        raise typer.Exit


@app.command()
def index(corpus: Corpus = None) -> None:
    """Build the index of a folder of articles, or bring it up to date.

    Only what changed since the last time is worked on. Prints how many documents and passages
    there are, and which files were added, changed, removed, or skipped and why. A file that
    cannot be read is skipped; if anything fails, the index in use stays as it was. A running bot
    serves the new one within seconds.

    Example: iqtibas index --corpus ~/articles
    """
    from bot.settings import load_settings
    from bot.terminal.indexing import run_index

    run_index(load_settings(), corpus)


@app.command()
def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help='The question, in quotation marks; "-" reads one question from each line of '
            "standard input.",
            show_default=False,
        ),
    ],
    *,
    json: Json = False,
    corpus: Corpus = None,
    quotes: Quotes = None,
    passages: Annotated[
        int | None,
        typer.Option(
            "--passages",
            metavar="K",
            min=1,
            help="Also list the best passage of each of the K best documents.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Say why: words, terms, passages, sentences with what each feature adds to "
            "their scores, confidence, times.",
        ),
    ] = False,
) -> None:
    """Answer a question with quotes and their sources.

    The folder is indexed first if it was not yet, or if it changed. Where nothing in it answers,
    no quote is shown; that is an answer too, and the exit status is 0.

    With --json the answer is one object on one line: question, outcome ("answer", "weak" or
    "none"), confidence (0 to 1), quotes (text, document, title, source, url, date, start, end,
    score; text is the document's text from start to end, in code points; also: where other
    documents say the same, likewise) and took_ms; --passages adds passages (document, start, end,
    score), --explain adds explanation.

    Examples: iqtibas ask "متى يزور أردوغان روسيا؟"; iqtibas ask --json - < questions.txt
    """
    from bot.settings import load_settings
    from bot.terminal.asking import Form, run_ask

    settings = load_settings()
    form = Form(
        n_quotes=quotes or settings.n_quotes,
        max_question_chars=settings.max_question_chars,
        n_passages=passages,
        is_json=json,
        is_explained=explain,
    )
    run_ask(settings, corpus, mend(question), form)


@app.command()
def chat(corpus: Corpus = None, quotes: Quotes = None) -> None:
    """Hold a conversation in the terminal: a question a line, quotes back.

    A short question such as «ومتى؟» is understood with those before it; /new begins anew. Works
    in a pipe too. /quit, Ctrl-D or the end of the input leaves.

    Example: echo "سؤال" | iqtibas chat
    """
    from bot.settings import load_settings
    from bot.terminal.asking import Form
    from bot.terminal.chat import run_chat

    settings = load_settings()
    run_chat(settings, corpus, Form(quotes or settings.n_quotes, settings.max_question_chars))


@app.command()
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Questions with gold answers, in SQuAD's JSON format.",
            show_default=False,
        ),
    ],
    *,
    unanswerable: Annotated[
        Path | None,
        typer.Option(
            "--unanswerable",
            metavar="FILE2",
            help="Questions (SQuAD's format) that FILE's paragraphs do not answer: adds how well "
            "the confidence tells them apart.",
            show_default=False,
        ),
    ] = None,
    titles: Annotated[
        bool,
        typer.Option(
            "--titles/--no-titles",
            help="Search the titles of FILE's articles too, as in a corpus; public tables do not.",
        ),
    ] = True,
    json: Json = False,
) -> None:
    """Measure the engine on questions of your own.

    Indexes FILE's distinct paragraphs, asks its questions of all of them, and prints: nDCG@10,
    recall@1 and @10 and the mean reciprocal rank of the passage; hit@1 and @3, how often one of
    the first quotes overlaps the gold answer, of all and by what is asked for; with
    --unanswerable, the AUROC of the confidence and the share of unanswerable questions answered
    when 95 % of the answerable ones are. Figures stand with their 95 % intervals.

    FILE's format: {"data": [{"title": "...", "paragraphs": [{"context": "...", "qas": [{"id":
    "1", "question": "...", "answers": [{"text": "...", "answer_start": 0}]}]}]}]}, where
    answer_start counts characters of context.

    Example: iqtibas evaluate questions.json --unanswerable others.json
    """
    from bot.settings import load_settings
    from bot.terminal.measuring import run_evaluate

    run_evaluate(load_settings(), file, unanswerable, with_titles=titles, is_json=json)


@app.command()
def calibrate(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS",
            help="Your own questions: JSON lines, or a .csv with the names of its columns.",
            show_default=False,
        ),
    ],
    corpus: Corpus = None,
) -> None:
    """Fit the confidence to your articles and models, on questions of your own.

    The confidence decides whether a quote is an answer, the nearest that was found, or not shown.
    It was fitted on questions to news and an encyclopaedia; with other articles, another
    ENCODER_MODEL or a RERANKER_MODEL it may answer too readily or too rarely.

    QUESTIONS has one question a line, at least 20 that the articles answer and 20 that they do
    not, the latter best on the same subjects. Columns: question; answerable, yes or no; and, where
    you know it, article (its id in `iqtibas corpus list`) or words (that stand in a right quote).
    As JSON: {"question": "...", "answerable": "yes", "article": "library.md", "words": "1932"}

    Prints how well the confidence holds before and after: of the quotes with a confidence of 0.8,
    eight in ten should be answers, if as many questions had none. The fit is kept beside the
    index until models or program change; a running bot goes by it within seconds.

    Example: iqtibas calibrate questions.csv
    """
    from bot.settings import load_settings
    from bot.terminal.calibrating import run_calibrate

    run_calibrate(load_settings(), corpus, questions)


@app.command()
def doctor(corpus: Corpus = None) -> None:
    """Check the set-up: settings, corpus, models, index, calibration, Telegram, the web.

    Each is ok, skipped, or a problem with its remedy. Nothing is changed. Exit status 1 if there
    is any problem.
    """
    from bot.terminal.doctor import run_doctor

    if not run_doctor(corpus):
        raise typer.Exit(1)


@app.command()
def run() -> None:
    """Start the Telegram bot and the pages; without a token, the pages alone.

    The token is the setting TELEGRAM_BOT_TOKEN, in the environment or in .env. The pages are at
    http://127.0.0.1:8080 unless WEB_HOST and WEB_PORT, or WEB_SOCKET, say otherwise; WEB=off turns
    them off. The corpus is indexed first where needed. Ctrl-C stops; questions in hand are
    answered first.

    Without a token, questions that are piped in are answered, a line each, and their end is the
    end; with WEB=off and at a terminal it is a conversation.

    Example: echo "سؤال" | iqtibas run
    """
    from bot.settings import load_settings
    from bot.terminal.starting import run_bot_or_web

    run_bot_or_web(load_settings())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and leave with its exit status: the console script ``iqtibas``."""
    speak_utf8()
    with failures_told():
        app(arguments, prog_name="iqtibas")
