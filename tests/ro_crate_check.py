"""Asks RO-Crate's validator about a folder, without a network; runs in the environment of the checkers.

The validator would fetch RO-Crate's JSON-LD context. It gets ro_crate_context.json: those terms of the context (version
1.2, in the public domain) that our crates use, so that a term which is not among them is a fault here too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests
from requests.adapters import BaseAdapter
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.2/context"


class OnlyTheContext(BaseAdapter):
    """Answers for the context and refuses everything else."""

    def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:
        if request.url != CONTEXT:
            raise requests.ConnectionError(f"the check asked the network for {request.url}")
        response = requests.Response()
        response.status_code, response.url, response.request = 200, CONTEXT, request
        response.headers["Content-Type"] = "application/ld+json"
        response._content = Path(__file__).with_name("ro_crate_context.json").read_bytes()
        return response

    def close(self) -> None:
        pass


def main(folders: list[str]) -> None:
    """Prints what is wrong with each folder, as JSON: severity and message of each issue.

    The first is held against what RO-Crate recommends too, the others against what it requires.
    """
    found = {}
    for folder in folders:
        settings = ValidationSettings(
            rocrate_uri=folder,
            profile_identifier="ro-crate-1.2",
            requirement_severity=Severity.REQUIRED if found else Severity.RECOMMENDED,
            validate_profile_checks=False,
            skip_availability_check=True,
            no_cache=True,
        )
        for scheme in ("http://", "https://"):
            HttpRequester().session.mount(scheme, OnlyTheContext())
        result = services.validate(settings)
        found[folder] = sorted([issue.severity.name, issue.message] for issue in result.get_issues())
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
