"""A function's code and layers, unpacked once and shared by all its processes.

MiniStack unpacks every layer for every process that it starts: up to two seconds of its own time each, in which it
answers nobody. On AWS, too, they are read-only files that the environments of a function have in common.
"""

import hashlib
import tempfile
import threading
import zipfile
from pathlib import Path

_unpacked: dict[str, Path] = {}
_lock = threading.Lock()


class UnpackedOnce(zipfile.ZipFile):
    """A zip file whose `extractall` links to what was unpacked before."""

    def namelist(self) -> list[str]:
        """Nothing: MiniStack asks only to refuse names that lead out of the folder, which `zipfile` removes itself."""
        return []

    def extractall(self, path: object = None, *_: object) -> None:
        """Put a link to each member of the first level into the folder `path`."""
        for member in self._folder().iterdir():
            (Path(str(path)) / member.name).symlink_to(member)

    def _folder(self) -> Path:
        assert self.filename is not None
        content = hashlib.sha256(Path(self.filename).read_bytes()).hexdigest()
        with _lock:
            if content not in _unpacked:
                folder = Path(tempfile.mkdtemp(prefix="unpacked-"))
                super().extractall(folder, self.infolist())
                _unpacked[content] = folder
            return _unpacked[content]
