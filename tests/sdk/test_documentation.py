"""The examples of the official SDK in our pages, run as they stand, with the keys of a live service put in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from running_service import Service

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("page", "answers"), [("README.md", "HUMAN_MODEL_2D"), ("docs/how-to/serve.md", "SUCCEED")])
def test_the_examples_work(service: Service, page: str, answers: str) -> None:
    found = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = [text for text in found if "huaweicloudsdk" in text]
    assert examples
    for text in examples:
        source = text.replace("http://127.0.0.1:8040", service.url)
        for placeholder, value in (
            ("ACCESS KEY", service.ak),
            ("SECRET KEY", service.sk),
            ("PROJECT ID", service.project_id),
        ):
            source = source.replace(placeholder, value)
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr[-3000:]
        assert answers in done.stdout
