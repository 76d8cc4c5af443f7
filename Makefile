# Everything here works on a fresh machine with Python 3.11+ and make: the first target called sets up .venv by itself.
#   make demo               the main job on embedded parts, with a page to type in; ARGS=--script plays a short incident
#   make test               what one waits for while working; ARGS="tests/bot -x" narrows it
#   make check              what has to pass before a change goes in: lint, test, the harsh tests, other dates
#   make soak               the long versions: more kills, more messages, longer outages
#   make lint               ruff, mypy and vulture (what nobody uses)
#   make bench              all measurements; BENCH=reports ARGS="--log 100000" runs one of them, with its own arguments
#   make lock               remakes requirements/*.txt (needs uv)

# What is compiled is kept, also where the environment says otherwise: the program is started a hundred times.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
UV     ?= uv
JOBS   ?= 2
ARGS   ?=
BENCH  ?=

BIN   := .venv/bin
READY := .venv/.ready
# A module's tests stay with one worker, so that what they share is made once.
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadscope --durations 20

.PHONY: help setup demo test check harsh dates soak lint audit bench lock clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(READY)

$(READY): requirements/dev.txt pyproject.toml tools/setup_venv.py
	@$(PYTHON) tools/setup_venv.py requirements/dev.txt
	@touch $@

demo: $(READY)
	@exec $(BIN)/netcontrol demo $(ARGS)

test: $(READY)
	$(PYTEST) $(ARGS)

check:
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory audit
	@$(MAKE) --no-print-directory test ARGS=
	@$(MAKE) --no-print-directory harsh ARGS=
	@$(MAKE) --no-print-directory dates ARGS=

# Deaths at every step, interrupted starts, several homeservers, limits, long plays; one of each kind is in `make test`.
harsh: $(READY)
	$(PYTEST) -m harsh $(ARGS)

# Proves that no test and no rule hangs on the day or the zone of the machine: whatever reckons with days, periods and
# clocks, and the parts of bot/ that ask for the time, run two years on, and in Boise while its clocks go back. That
# commands/ and the tests ask for no date is read from their source (test_imports.py, test_no_date.py). Without real
# servers, whose own clocks are not ours to move.
DATES := tests/commands/line tests/commands/organisation tests/commands/messages tests/commands/test_schedules.py \
	tests/commands/situation/test_sitrep_schedule.py tests/commands/situation/test_owed.py \
	tests/commands/documentation/test_packet.py tests/commands/documentation/test_log.py \
	tests/bot/schedule tests/bot/runtime tests/bot/outbound tests/bot/inbound tests/bot/cli --no-servers \
	--ignore=tests/bot/inbound/test_rights_pressed.py

dates: $(READY)
	$(BIN)/python tools/moved_clock.py years 2 -- $(PYTEST) $(DATES) $(ARGS)
	$(BIN)/python tools/moved_clock.py change -- $(PYTEST) $(DATES) $(ARGS)

soak: $(READY)
	$(BIN)/python -m pytest -m soak --timeout 1800 $(ARGS)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/vulture

# Known weaknesses, in our code and in what it is installed with; where their list cannot be had, the reason is printed.
audit: $(READY)
	$(BIN)/python tools/audit.py

bench: $(READY)
	@for each in benchmarks/$(or $(BENCH),*).py; do \
		echo "== $$each"; $(BIN)/python $$each $(if $(BENCH),$(ARGS)) || exit 1; done

# Versions and hashes only: no index and no download address, so that any mirror serves.
LOCK := $(UV) pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make lock"

lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(LOCK) --extra dev -o requirements/dev.txt
	$(LOCK) --extra build -c requirements/dev.txt -o requirements/base.txt
	$(LOCK) --extra build --extra postgres -c requirements/dev.txt -o requirements/postgres.txt
	$(LOCK) --extra build --extra sandbox -c requirements/dev.txt -o requirements/sandbox.txt

clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
