"""How static files are stored: under the hash of their content, scripts that import others too."""

from __future__ import annotations

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage

NAMES = r"(?P<import>(?:[\w{}\s,]+?\s*from\s*)?)"
IMPORT = rf"""(?P<matched>import\s+{NAMES}["'](?P<url>\./[^"']+)["'];)"""


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Has our modules import each other by the hashed names under which the pages load them.

    By two names a browser would load one module twice, and do everything in it twice.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import %(import)s"%(url)s";'),)),
    )

    @cache  # noqa: B019 - there is one storage in a process, and files change with the version
    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - as it is called
        """Return the address of a file, which every page asks for two dozen times."""
        address: str = super().url(name, force)
        return address
