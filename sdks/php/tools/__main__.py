"""`python -m sdks.php.tools [openapi.json]` writes src/Model and src/Service; without a file, from the code's document."""

import json
import sys
from pathlib import Path

from sdks.php.tools.generate import SDK, generate

if __name__ == "__main__":
    if len(sys.argv) > 1:
        document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    else:
        from tests.contract.http.openapi import make_document

        document = make_document()
    files = generate(document)
    for folder in ("Model", "Service"):
        for old in (SDK / "src" / folder).glob("*.php"):
            if old not in files:
                old.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    print(f"  {len(files)} files are written")
