"""Forget a local stack's data: messages, users, subscriptions, keys (`make clean-local`; LOCAL_STATE_DIR names another)."""

import shutil
import sys

from local.processes import sole_use
from local.settings import SettingsError, read
from local.steps import StepFailedError


def main() -> int:
    """Remove what survives a restart, but the environments and builds. Exit status 1 while the stack still runs."""
    try:
        settings = read()
        with sole_use(settings.data_dir):
            settings.stack_file.unlink(missing_ok=True)
            for folder in (
                settings.data_dir,
                settings.log_dir,
                settings.state_dir / "home",
                settings.state_dir / "tmp",
            ):
                shutil.rmtree(folder, ignore_errors=True)
    except (SettingsError, StepFailedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
