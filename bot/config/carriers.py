"""What the configuration says of carriers: ``[carrier.mail]`` and ``[carrier.sms]``."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from bot.platforms.settings import LOOPBACK, Secret, Section, Text, Web, unprotected


def _mail(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", text):
        raise ValueError('must be an e-mail address, as in "netcontrol@county.example"')
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text):
        raise ValueError('must be a telephone number with + and its country, as in "+12085550100"')
    return text


class MailConfig(Section):
    """`[carrier.mail]`: an SMTP server that takes what is sent."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: Annotated[Text, AfterValidator(_mail), Field(alias="from")]
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    username: Text | None = None
    password: Secret | None = None
    insecure: bool = False  # tls = "none" although the server is on another machine
    rate: Annotated[float, Field(gt=0)] = 500.0  # mails a second
    timeout: Annotated[float, Field(gt=0, le=300)] = 30.0  # seconds for which an answer is waited for


class SmsConfig(Section):
    """`[carrier.sms]`: an HTTP API of Twilio's shape, for texts and calls."""

    base_url: Web
    account: Secret
    token: Secret
    sender: Annotated[Text, AfterValidator(_number), Field(alias="from")]
    insecure_http: bool = False  # the address may be http:// although it lies on another machine
    voice: bool = False  # calls are made from the same number
    rate: Annotated[float, Field(gt=0)] = 1.0  # parts of texts a second, as the number is registered for
    timeout: Annotated[float, Field(gt=0, le=300)] = 15.0  # seconds for which an answer is waited for
    poll: Annotated[float, Field(gt=0, le=3600)] = 5.0  # seconds between looks for answers while any is expected
    idle_poll: Annotated[float, Field(gt=0, le=3600)] = 60.0  # … and while none is


class CarriersConfig(Section):
    """`[carrier.…]`: by what people outside the rooms are reached; without a table for one nothing of it runs."""

    mail: MailConfig | None = None
    sms: SmsConfig | None = None


def faults(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, text) of what lies between the keys of ``[carrier]``, as it stands in the file."""
    carriers = raw.get("carrier")
    mail, sms = (carriers.get(one) for one in ("mail", "sms")) if isinstance(carriers, Mapping) else (None, None)
    if isinstance(mail, Mapping):
        host = str(mail.get("host", ""))
        near = host in LOOPBACK or host.startswith("127.")
        if mail.get("tls") == "none" and not near and mail.get("insecure") is not True:
            yield "carrier.mail.tls", 'none shows mails to everybody on the way: use "starttls", or set insecure = true'
        if ("username" in mail) != ("password" in mail):
            yield "carrier.mail", "username and password go together"
    if isinstance(sms, Mapping):
        yield from ((f"carrier.sms.{key}", text) for key, text in unprotected(sms, "base_url"))
