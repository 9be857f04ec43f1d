"""``/doctor``: what is in order with the bot, and what somebody should do something about."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.checkup import examine
from bot.telegram.context import Context
from bot.telegram.findings import NOTES, PROBLEMS, Finding
from bot.telegram.handlers.administration import admin_command
from bot.telegram.texts import Wording


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/doctor``."""
    return admin_command("doctor", _doctor)


async def _doctor(_update: Update, context: Context) -> None:
    findings = await examine(context.services, context.bot)
    await context.reply(render_findings(findings, context.wording))


def render_findings(findings: list[Finding], wording: Wording) -> str:
    """Return a line for each finding, problems first, as HTML."""
    texts = wording.texts.doctor
    n_problems = sum(finding.fact in PROBLEMS for finding in findings)
    heading = wording.say(texts.problems, n=wording.number(n_problems))
    in_order = sorted(findings, key=lambda finding: finding.fact not in PROBLEMS)
    lines = [_line(finding, wording) for finding in in_order]
    return "\n".join([heading if n_problems else wording.say(texts.fine), "", *lines])


def _line(finding: Finding, wording: Wording) -> str:
    texts, fact = wording.texts.doctor, finding.fact
    mark = texts.problem if fact in PROBLEMS else texts.note if fact in NOTES else texts.ok
    values = {name: _written(name, value, wording) for name, value in finding.values.items()}
    return wording.say(f"{mark} {texts.facts[fact]}", **values)


def _written(name: str, value: str | int, wording: Wording) -> str:
    match name, value:
        case ("documents", int()):
            return wording.count(value, "document")
        case ("passages", int()):
            return wording.count(value, "passage")
        case ("files", int()):
            return wording.count(value, "file")
        case ("date", str()):
            return wording.date(value)
        case (_, int()):
            return wording.number(value)
        case _:
            return str(value)
