"""The board's process: uvicorn on the configured address, ended by a signal or with the program that started it."""

import asyncio
import os
import threading

import structlog
import uvicorn

from bot.config.model import Config
from bot.web.app import Board
from bot.web.beside import BoardFault

log = structlog.get_logger()


class Server(uvicorn.Server):
    """Ends the streams before it waits for connections to close."""

    def __init__(self, config: uvicorn.Config, board: Board) -> None:
        super().__init__(config)
        self._board = board

    async def shutdown(self, sockets: "list[object] | None" = None) -> None:  # type: ignore[override]
        """Stop listening, end the streams, let go."""
        self._board.live.stop()
        await super().shutdown(sockets)  # type: ignore[arg-type]


def serve(config: Config, *, beside: bool = False) -> None:
    """Serve until told to stop; ``beside``: or until standard input ends. Raises BoardFault."""
    listen = config.board.listen
    if not listen:
        raise BoardFault('[board] listen is not set: name an address to listen on, as in listen = "127.0.0.1:8088"')
    server = made(config)
    if beside:
        threading.Thread(target=_follow_parent, daemon=True, name="leash").start()
    log.info("the board is served", listen=listen, url=config.board.address)
    asyncio.run(server.serve())


def made(config: Config) -> Server:
    """The server, not started yet."""
    host, _, port = str(config.board.listen).rpartition(":")
    board = Board(config)
    settings = uvicorn.Config(
        board.application(),
        host=host.strip("[]"),
        port=int(port),
        access_log=False,  # an address may hold a token
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=4000,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )
    return Server(settings, board)


def _follow_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)
