"""`python -m gateway.docs` writes docs/errors.md."""

from pathlib import Path

from gateway.docs import errors_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"

if __name__ == "__main__":
    PAGE.write_text(errors_page.text(), encoding="utf-8")
    print(f"  {PAGE.name} is written")
