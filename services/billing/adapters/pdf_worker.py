"""
The process that makes PDFs: `python -m services.billing.adapters.pdf_worker <file number of a socket>`.

It takes a page of HTML and gives back its PDF, one after the other, until the socket is closed. It has no settings and no
secrets, reads no file and no address for a page, and a page can take no more memory than its limit.
"""

import gc
import logging
import os
import resource
import signal
import socket
import sys

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from services.billing.adapters.frames import read_frame, write_frame

MOST_MEMORY_BYTES = 1536 * 1024 * 1024
POINTS_A_MM = 96 / 25.4
ROLL = 'data-paper="80mm"'
ROLL_SIZE = "@page { size: 80mm 3000mm }"
FOOT_MM = 4.0


def pdf_of(page: str) -> bytes:
    """Make the PDF of a page; nothing but what is written in it is loaded."""
    nothing, fonts = URLFetcher(allowed_protocols=(), allow_redirects=False), FontConfiguration()
    size = [CSS(string=ROLL_SIZE, url_fetcher=nothing, font_config=fonts)] if ROLL in page else []
    document = HTML(string=page, url_fetcher=nothing).render(font_config=fonts, stylesheets=size)
    if size:
        _cut(document)
    made: bytes = document.write_pdf()
    return made


def _cut(document: Document) -> None:
    """Cut a roll of paper off below what is printed last."""
    last = document.pages[-1]
    body = last._page_box.children[0].children[0]
    last.height = min(last.height, body.position_y + body.margin_height() + FOOT_MM * POINTS_A_MM)


def main(arguments: list[str]) -> int:
    """Answer pages until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the service, and the service ends this
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    os.nice(10)  # sales come first
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    gc.disable()  # boxes of a page refer to each other: they are collected between two pages, not a hundred times in one
    with socket.socket(fileno=int(arguments[0])) as connection:
        connection.setblocking(True)  # the service's green threads have made it otherwise
        while (page := read_frame(connection)) is not None:
            write_frame(connection, pdf_of(page.decode()))
            del page
            gc.collect()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
