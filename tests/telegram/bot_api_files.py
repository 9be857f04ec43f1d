"""Files that people send, and how the bot gets them: `getFile`, then a download by its path.

Source:
    https://core.telegram.org/bots/api#getfile; the error texts are those of `td_api` as
    https://github.com/tdlib/telegram-bot-api passes them on.
"""

import mimetypes
from dataclasses import dataclass

from aiohttp import web

from tests.telegram.bot_api_checks import TOKEN, Payload, bad
from tests.telegram.bot_api_people import People

_MAX_BYTES = 20 << 20


@dataclass(slots=True)
class Upload:
    """A file that somebody sent.

    Attributes:
        size: As Telegram tells it.
        path: Below the bot's own address, once the bot has asked for it.
    """

    name: str
    content: bytes
    size: int
    path: str


class Files(People):
    """People send files, the bot downloads them."""

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, Upload] = {}
        self.n_downloads = 0

    async def send_file(
        self,
        user_id: int,
        name: str | None,
        content: bytes,
        caption: str = "",
        *,
        size: int | None = None,
        **fields: object,
    ) -> int:
        """Have a person send a file in private; return the message's id.

        Args:
            user_id: Who sends it.
            name: Of the file; None as for one that has none.
            content: Its bytes.
            caption: Under it.
            size: That Telegram tells, if it is another than the content's.
            **fields: Further fields of the message.
        """
        file_id = f"upload-{len(self.uploads) + 1}"
        size = len(content) if size is None else size
        self.uploads[file_id] = Upload(name or "", content, size, "")
        document: Payload = {"file_id": file_id, "file_unique_id": file_id, "file_size": size}
        if name is not None:
            document["file_name"] = name
            document["mime_type"] = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if caption:
            fields["caption"] = caption
        return await self.post(user_id, document=document, **fields)

    async def serve_file(self, request: web.Request) -> web.Response:
        """Answer a download."""
        found = [
            upload
            for upload in self.uploads.values()
            if upload.path and upload.path == request.match_info["path"]
        ]
        if request.match_info["token"] != TOKEN or not found:
            body = {"ok": False, "error_code": 404, "description": "Not Found"}
            return web.json_response(body, status=404)
        self.n_downloads += 1
        return web.Response(body=found[0].content)

    async def _on_get_file(self, payload: Payload) -> Payload:
        file_id = payload.get("file_id", "")
        upload = self.uploads.get(file_id)
        if upload is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if upload.size > _MAX_BYTES:
            raise bad("file is too big")
        upload.path = f"documents/{file_id}"
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": upload.size,
            "file_path": upload.path,
        }
