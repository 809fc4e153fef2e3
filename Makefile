# Everything a person or a machine does with this repository. `make film` and `make test` need nothing before them.
PYTHON ?= python3
BIN := .venv/bin
TEST_WORKERS ?= 2
QUICK := $(addprefix tests/,cli contract docs golden unit)  # the others render films or need a database
export UNDERSTUDY_MODELS_DIR ?= $(CURDIR)/.cache/models

# What no wheel carries, from Debian where this is Debian and root asks: libEGL and libGL, which skia loads though it draws
# on the processor, and libflite1, English voices that sound like people. Films do without those voices.
APT = DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends
FROM_DEBIAN = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		lacks() { ! ls /usr/lib/*-linux-*/$$1 >/dev/null 2>&1; }; \
		get() { $(APT) "$$@" || { apt-get update -qq && $(APT) "$$@"; }; }; \
		{ if lacks libEGL.so.1 || lacks libGL.so.1; then get libegl1 libgl1; fi; \
		if lacks libflite.so.1; then get libflite1; fi; } >/dev/null 2>&1 || :; \
	fi

.PHONY: setup film test fleet check format bench golden gallery docs lock clean help

help:
	@echo "make film    set up, and render film.mp4 from examples/first-film"
	@echo "make test    set up, and run every test"
	@echo "make fleet   the tests of a fleet that dies, with a film of ten minutes"
	@echo "make check   format, lint, types, import rules, quick tests (run before each commit)"
	@echo "make bench   the benchmarks (ratios, one run)"
	@echo "make golden  draw the golden pictures anew, to be looked at before they are committed"
	@echo "make gallery draw the contact sheets of examples/gallery anew"
	@echo "make docs    write the generated reference anew"
	@echo "make lock    resolve the dependencies again"

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Understudy needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==0.13.*"
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirement requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	-$(BIN)/understudy models fetch  # films do without them; avatars from photographs and their tests do not
	@$(FROM_DEBIAN)
	@$(BIN)/python -c 'import skia' || { echo "install the libraries that skia needs, and run make again: apt-get install libegl1 libgl1"; exit 1; }
	@touch $@

film: setup
	$(BIN)/understudy film examples/first-film/production.json --output film.mp4

test: setup
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadgroup

fleet: setup
	FLEET_SCENE_SECONDS=300 $(BIN)/python -m pytest tests/fleet

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(TEST_WORKERS) -m "not slow" $(QUICK)

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python benchmarks/run.py

gallery: setup
	$(BIN)/python examples/gallery/build.py

golden: setup
	$(BIN)/python -m pytest tests/golden --regenerate

docs: setup
	$(BIN)/python docs/generate.py

lock: setup
	$(BIN)/uv pip compile pyproject.toml --extra service --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf .venv film.mp4 film.*.json film.srt film.vtt film.cover.png .mypy_cache .ruff_cache .pytest_cache
