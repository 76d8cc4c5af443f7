"""Slack's habits as numbers, so that a test can shorten a wait or switch a limit off."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Habits:
    """Times in seconds, sizes in characters (`update_limit` in bytes).

    The defaults are what Slack does, as far as it is known.
    """

    limited: bool = True
    post_burst: int = 5
    post_rate: float = 1.0

    ack_timeout: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    max_sockets: int = 10
    connection_time: int = 18060
    warning_time: float = 10.0
    envelopes_kept: int = 20_000

    trigger_life: float = 3.0
    response_url_life: float = 30 * 60.0
    response_url_uses: int = 5

    file_delay: float = 0.2
    files_shown: bool = True  # False: an upload is completed with "ok" and no message ever shows it
    bare_file_events: bool = True

    split_over: int = 4_040
    split_at: int = 4_000
    update_limit: int = 4_000
    truncate_at: int = 40_000
    blocks_text_limit: int = 13_200
    metadata_limit: int = 16_000

    def faster(self, times: float) -> Habits:
        """The same habits with all delivery times divided by `times`; lives of triggers and URLs stay."""
        return replace(
            self,
            ack_timeout=self.ack_timeout / times,
            retry_delays=tuple(delay / times for delay in self.retry_delays),
            warning_time=self.warning_time / times,
            file_delay=self.file_delay / times,
        )
