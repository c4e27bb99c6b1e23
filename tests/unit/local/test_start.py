"""What `make run` does before anything listens."""

import dataclasses
from pathlib import Path

import pytest

from local import build, ministack, template_file
from local.processes import sole_use
from local.settings import Settings
from local.steps import StepFailedError


def test_kept_data_moves_with_the_port(stack: Settings, tmp_path: Path):
    state = tmp_path / "state" / "aws" / "sqs.json"
    state.parent.mkdir(parents=True)
    state.write_text('{"a": "http://localhost:4566/0/q", "b": "localhost:45660", "c": "mylocalhost:4566"}')
    at = dataclasses.replace(stack, state_dir=tmp_path, aws_port=4566)
    ministack.move_to_port(at)
    ministack.move_to_port(dataclasses.replace(at, aws_port=4700))
    assert state.read_text() == '{"a": "http://localhost:4700/0/q", "b": "localhost:45660", "c": "mylocalhost:4566"}'


def test_two_stacks_never_share_a_data_folder(tmp_path: Path):
    with sole_use(tmp_path), pytest.raises(StepFailedError, match="LOCAL_STATE_DIR"), sole_use(tmp_path):
        pass
    with sole_use(tmp_path):
        pass


def test_the_templates_defaults_are_read_past_its_functions(tmp_path: Path):
    template = tmp_path / "template.yaml"
    template.write_text(
        "Parameters:\n  A: {Default: x}\n  B: {Type: String}\n  C: {Default: 600}\nOutputs: {D: !Ref A}\n"
    )
    assert template_file.parameter_defaults(template) == {"A": "x", "B": "", "C": "600"}


def test_a_build_is_named_by_what_it_is_made_from():
    assert build.digest() == build.digest()
