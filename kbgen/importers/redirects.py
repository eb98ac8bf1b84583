"""Old addresses of pages: ``content/clients/<id>/redirects.yml``."""

from __future__ import annotations

from kbgen.importers.typed import Reading
from kbgen.importers.yaml_files import read_yaml
from kbgen.model.redirects import Redirects
from kbgen.workspace import Workspace

FILE = "redirects.yml"


def read_redirects(workspace: Workspace, client_id: str) -> Reading[Redirects]:
    """The client's redirects; none where there is no such file."""
    path = workspace.client(client_id) / FILE
    if not path.exists() and not path.is_symlink():
        return Reading(Redirects())
    return read_yaml(path, Redirects, workspace)
