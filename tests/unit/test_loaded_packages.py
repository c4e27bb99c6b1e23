"""A cold function loads the packages that it uses, and no other: each costs every cold start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from carillon.config import SETTINGS
from local.settings import ROOT

ALL = {
    "aws_lambda_powertools",
    "jmespath",
    "botocore",
    "urllib3",
    "certifi",
    "dateutil",
    "six",
    "typing_extensions",
}
CONTRACTS = {"pydantic", "pydantic_core", "annotated_types", "typing_inspection"}
HTTP = {"requests", "charset_normalizer", "idna"}
WITH_PYWEBPUSH = {"aiohttp", "aiohappyeyeballs", "aiosignal", "attr", "frozenlist", "multidict", "propcache", "yarl"}
"""Its asynchronous half, which it imports with the other."""

OWN = {
    "http_api": CONTRACTS,
    "ingest": CONTRACTS,
    "send_email": {"jinja2", "markupsafe"},
    "send_sms": {"twilio", "pycurl", *HTTP},
    "send_push": {
        "pycurl",
        "pywebpush",
        "py_vapid",
        "http_ece",
        "cryptography",
        "_cffi_backend",
        *HTTP,
        *WITH_PYWEBPUSH,
    },
    "twilio_webhook": {"twilio"},
}
_PROGRAM = """
import sys
from importlib import import_module
import_module(f"{sys.argv[1]}.handler")
for name, module in list(sys.modules.items()):
    if "site-packages" in (getattr(module, "__file__", None) or ""):
        print(name.split(".")[0])
"""


@pytest.mark.parametrize("function", sorted(SETTINGS))
def test_a_function_loads_what_it_uses_and_nothing_else(function: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'layers' / 'common'}:{ROOT / 'functions'}",
        "AWS_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": "carillon",
        "POWERTOOLS_METRICS_NAMESPACE": "Carillon",
    }
    loaded = subprocess.run(
        [sys.executable, "-c", _PROGRAM, function], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    tables = set() if function == "twilio_webhook" else {"pynamodb"}
    assert set(loaded) == ALL | tables | OWN.get(function, set())
