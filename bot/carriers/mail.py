"""E-mail by SMTP: one mail for each person, so that one refused address keeps nobody else waiting."""

import asyncio
import contextlib
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

import aiosmtplib

from bot.carriers import Ears, Handed, Outgoing, Taken
from bot.config.carriers import MailConfig
from bot.platforms import Finding, Rejected, TryLater, Unknown
from commands.domain.notification.ways import WayKind

AT_ONCE = 20
"""Mails that are fixed for one go over one connection."""

GREYLISTED = 20.0
"""Seconds after which an address is tried again that was refused for now."""


class Mail:
    """One SMTP server; a connection for each precedence, kept while mails follow one another."""

    name = "mail"
    kinds = frozenset({WayKind.EMAIL})
    batch = AT_ONCE
    wide = False
    looks = False

    def __init__(self, config: MailConfig) -> None:
        self._config = config
        self.rate = config.rate
        self._open: dict[int, aiosmtplib.SMTP] = {}

    async def send(self, outgoing: Outgoing) -> Handed:
        """Hand one mail to the server; raises a SendFault."""
        message = self._message(outgoing)
        client = await self._client(outgoing.notice.rank)
        try:
            await self._envelope(client, outgoing.address)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError):
            self._drop(outgoing.notice.rank)  # the connection was kept and is gone: nothing was said on it yet
            client = await self._client(outgoing.notice.rank)
            await self._envelope_now(client, outgoing)
        try:
            await client.data(message.as_bytes())
        except aiosmtplib.SMTPDataError as fault:
            raise _meaning(fault) from None
        except (aiosmtplib.SMTPException, OSError) as fault:
            self._drop(outgoing.notice.rank)
            raise Unknown(f"the mail server's answer was lost ({type(fault).__name__})") from None
        return Handed(str(message["Message-ID"]))

    async def _envelope_now(self, client: aiosmtplib.SMTP, outgoing: Outgoing) -> None:
        try:
            await self._envelope(client, outgoing.address)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as fault:
            self._drop(outgoing.notice.rank)
            raise TryLater(f"the mail server closed the connection ({type(fault).__name__})") from None

    async def _envelope(self, client: aiosmtplib.SMTP, address: str) -> None:
        try:
            await client.mail(self._config.sender)
            await client.rcpt(address)
        except aiosmtplib.SMTPRecipientRefused as fault:
            await self._reset(client)
            if fault.code < 500:
                raise TryLater(f"refused for now ({fault.code})", after=GREYLISTED) from None
            raise Rejected(f"the mail server refuses the address ({fault.code})") from None
        except aiosmtplib.SMTPSenderRefused as fault:
            await self._reset(client)
            raise _meaning(fault) from None

    async def _reset(self, client: aiosmtplib.SMTP) -> None:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.rset()

    async def _client(self, rank: int) -> aiosmtplib.SMTP:
        known = self._open.get(rank)
        if known is not None and known.is_connected:
            return known
        config = self._config
        client = aiosmtplib.SMTP(
            hostname=config.host, port=config.port, timeout=config.timeout, use_tls=config.tls == "implicit",
            start_tls=config.tls == "starttls", username=config.username,
            password=config.password.get_secret_value() if config.password else None,
        )  # fmt: skip
        try:
            await client.connect()
        except aiosmtplib.SMTPAuthenticationError as fault:
            raise TryLater(f"the mail server refuses username and password ({fault.code})", after=30) from None
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise TryLater(f"the mail server cannot be reached ({type(fault).__name__})") from None
        self._open[rank] = client
        return client

    def _drop(self, rank: int) -> None:
        if client := self._open.pop(rank, None):
            client.close()

    def _message(self, outgoing: Outgoing) -> EmailMessage:
        notice, host = outgoing.notice, parseaddr(self._config.sender)[1].rpartition("@")[2]
        thread = f"<{notice.of.replace(' ', '.')}.{notice.incident}@{host}>"
        message = EmailMessage()
        message["From"] = self._config.sender
        message["To"] = outgoing.address
        message["Subject"] = " ".join(f"{'(again) ' if notice.again else ''}{notice.subject}".split())
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.of.replace(' ', '.')}.{notice.incident}.{notice.id}@{host}>"
        message["In-Reply-To"] = message["References"] = thread
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(outgoing.text)
        return message

    async def look(self, outgoing: Outgoing, taken: Taken) -> Handed | None:
        """No server tells what it took: it is sent again under the same Message-ID, which most mailboxes show once."""
        raise TryLater("a mail server does not tell what it took")

    async def run(self, ears: Ears) -> None:
        """Nothing comes in by SMTP; idle connections are let go."""
        while True:
            await asyncio.sleep(30)
            for rank in [*self._open]:
                self._drop(rank)

    async def check(self) -> list[Finding]:
        """Send a mail to ourselves."""
        config = self._config
        where, what = f"carrier.mail {config.host}:{config.port}", f"a test mail to {config.sender}"
        try:
            client = await self._client(-1)
            await self._envelope(client, config.sender)
            await client.data(self._test().as_bytes())
        except (TryLater, Rejected, aiosmtplib.SMTPException, OSError) as fault:
            why = getattr(fault, "reason", type(fault).__name__)
            remedy = "look at host, port, tls, username and password under [carrier.mail]"
            return [Finding(where, ok=False, what=what, wrong=str(why), remedy=remedy)]
        return [Finding(where, ok=True, what=f"{what} was handed over")]

    def _test(self) -> EmailMessage:
        message = EmailMessage()
        message["From"] = message["To"] = self._config.sender
        message["Subject"] = "Net Control: test of the mail server"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("This mail was sent by “netcontrol check”. Nothing needs to be done.")
        return message

    async def close(self) -> None:
        """Say goodbye on every connection."""
        for client in self._open.values():
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await asyncio.wait_for(client.quit(), 1.0)
        self._open.clear()


def _meaning(fault: Any) -> TryLater | Rejected:
    if fault.code < 500:
        return TryLater(f"the mail server takes nothing just now ({fault.code})", after=5.0)
    return Rejected(f"the mail server refuses it ({fault.code})")


def connect(config: MailConfig) -> Mail:
    """The carrier of ``[carrier.mail]``."""
    return Mail(config)
