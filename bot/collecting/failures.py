"""What aiohttp raises, as what a person is told."""

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
            return FetchError(FetchFailure.UNREACHABLE, address, error.strerror or "no connection")
        case _:
            return FetchError(FetchFailure.BROKEN, address, _one_line(error))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
