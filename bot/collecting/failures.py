"""What aiohttp raises, as what a person is told."""

import os
import re
import ssl

import aiohttp
from yarl import URL

from bot.collecting.addresses import RefusedAddressError
from bot.errors import FetchError, FetchFailure


def translated(url: URL, error: aiohttp.ClientError) -> FetchError:
    """Say what went wrong on the way; an address that was refused is more than unreachable."""
    address = str(url)
    match error:
        case aiohttp.ClientConnectorDNSError():
            return FetchError(FetchFailure.UNKNOWN_HOST, address, url.host or "")
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            reason = getattr(error, "certificate_error", None) or error
            said = (
                reason.verify_message if isinstance(reason, ssl.SSLCertVerificationError) else ""
            )
            return FetchError(FetchFailure.CERTIFICATE, address, said or "no secure connection")
        case aiohttp.ClientConnectorError(os_error=RefusedAddressError() as refused):
            return FetchError(FetchFailure.PRIVATE, address, refused.address)
        case aiohttp.InvalidURL():
            return FetchError(FetchFailure.ADDRESS, address)
        case aiohttp.ClientOSError():
            # What asyncio says of it names sockets; the system's own word for it does not.
            said = os.strerror(error.errno) if error.errno else "no connection"
            return FetchError(FetchFailure.UNREACHABLE, address, said)
        case _:
            return FetchError(FetchFailure.BROKEN, address, _gist(error))


def _gist(error: aiohttp.ClientError) -> str:
    """Return what an error says before it goes into the bytes that came."""
    message = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return re.split(r"[:\n(<]", message, maxsplit=1)[0].strip() or "it is not HTTP"
