"""`python -m sdks.php.tools openapi.json` writes src/Model and src/Service from the API's document."""

import json
import sys
from pathlib import Path

from sdks.php.tools.generate import SDK, generate

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("which document? curl -s $SAATHIX_BASE_URL/openapi.json > openapi.json of a stack with your code")
    files = generate(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    for folder in ("Model", "Service"):
        for old in (SDK / "src" / folder).glob("*.php"):
            if old not in files:
                old.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    print(f"  {len(files)} files are written")
