"""A program: prints the template of its argument as written and as SAM translates it, as JSON.

Run by SAM CLI's own interpreter, whose translator is the one that deploys: the application's environment has none, since
the two want different versions of pydantic.
"""

import json
import sys
from pathlib import Path

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


def main(path: Path) -> None:
    """Exits with SAM's own words for a template that it refuses."""
    text = path.read_text(encoding="utf-8")
    source, packaged = yaml_parse(text), yaml_parse(text)
    for resource in packaged["Resources"].values():
        # The translator takes what `sam package` has uploaded.
        for name in {"CodeUri", "ContentUri"} & set(resource.get("Properties", {})):
            resource["Properties"][name] = "s3://bucket/key"
    try:
        translated = Translator({}, Parser()).translate(packaged, {})
    except InvalidDocumentException as error:
        sys.exit("\n".join(cause.message for cause in error.causes))
    json.dump({"source": source, "translated": translated}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
