"""
The images are built for real and started as a cluster would start them: their files alone, their user, a root that is read-only.

In short the gateway's and one service's; with SAATHIX_SOAK=1 all seven. The first time on a machine, buildah and debootstrap are
installed and a base is made; after that, layers are taken from .run/tools/images.
"""

import base64
import os
import signal
import socket
import stat
import time
from pathlib import Path

import pypdfium2
import pytest
import requests

from deploy.docker.building import Workshop, megabytes
from deploy.docker.images import BY_NAME, PRIVATE_PORT
from deploy.docker.lock import reached
from deploy.docker.running import Image
from deploy.local import environment
from deploy.local.credentials import credentials_of
from kit import VERSION

pytestmark = [pytest.mark.timeout(900), pytest.mark.slow]
NAMES = list(BY_NAME) if os.environ.get("SAATHIX_SOAK") else ["gateway", "catalog"]
MOST_MEGABYTES = {"gateway": 330, "receipts": 450}
OTHERS = 200
FOREIGN = ("pip", "pip3", "gcc", "cc", "make", "git", "curl", "wget")
HOUSES = {"kit", "contracts", "services", "gateway"}


@pytest.fixture(scope="module")
def workshop(stack):
    made = Workshop(stack)
    made.prepare()
    return made


@pytest.fixture(scope="module", params=NAMES)
def described(request):
    return BY_NAME[request.param]


@pytest.fixture(scope="module")
def image(workshop, described):
    found = Image(workshop, workshop.build(described))
    yield found
    found.put_away()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environ_of(stack, process):
    known = environment.of_process(stack, credentials_of(stack), process)
    ours = {name: value for name, value in known.items() if name.startswith("SAATHIX_")}
    return {
        **ours,
        "SAATHIX_METRICS_HOST": "127.0.0.1",
        "SAATHIX_METRICS_PORT": str(free_port()),
        "SAATHIX_HTTP_HOST": "127.0.0.1",
        "SAATHIX_HTTP_PORT": str(free_port()),
        "SAATHIX_GATEWAY_WORKERS": "1",
    }


def answers(url):
    try:
        return requests.get(url, timeout=5).status_code
    except requests.RequestException:
        return None


def test_it_holds_its_own_code_and_nobody_else_s(image, described):
    app = image.root / "app"
    service = described.package.rpartition("/")[2]

    if described.name == "gateway":
        assert {place.name for place in app.iterdir()} == HOUSES - {"services"}
    else:
        assert {place.name for place in app.iterdir()} == HOUSES - {"gateway"}
        assert {place.name for place in (app / "services").iterdir()} - {"__pycache__"} == {"__init__.py", service}
    assert not (app / "kit" / "testing").exists()
    assert not list(app.rglob("README.md"))


def test_it_has_nothing_to_build_with_no_cache_and_no_secret(image):
    programs = {
        file.name
        for place in ("bin", "usr/bin", "usr/local/bin", "opt/venv/bin")
        for file in (image.root / place).glob("*")
    }
    assert programs & set(FOREIGN) == set()
    assert "python" in programs
    for place in ("root/.cache", "build", "var/lib/apt/lists", "var/cache/apt"):
        folder = image.root / place
        assert not folder.is_dir() or not any(folder.iterdir()), place
    assert not list((image.root / "opt/venv/lib").rglob("pip"))
    for pattern in (".env", "*.pem", "id_rsa*", "secrets.json", "pip.conf"):
        found = [file for place in ("app", "etc", "root", "tmp") for file in (image.root / place).rglob(pattern)]
        assert [file for file in found if not file.is_relative_to(image.root / "etc/ssl/certs")] == [], pattern
    assert (image.root / "etc/ssl/certs/ca-certificates.crt").stat().st_size > 100_000  # Debian's, not the builder's


def test_nothing_in_it_belongs_to_its_user_or_runs_as_another(image):
    for place in ("app", "opt/venv"):
        for file in (image.root / place).rglob("*"):
            status = file.lstat()
            assert status.st_uid == 0, file
            assert stat.S_ISLNK(status.st_mode) or not status.st_mode & stat.S_IWOTH, file


def test_it_says_what_it_is(image, described):
    assert image.user == "10001:10001"
    assert image.labels["org.opencontainers.image.title"] == f"saathix-{described.name}"
    assert image.labels["org.opencontainers.image.version"] == VERSION
    assert len(image.labels["org.opencontainers.image.revision"]) == 40
    assert image.environment["SAATHIX_METRICS_PORT"] == str(PRIVATE_PORT)
    assert image.settings["Healthcheck"]["Test"] == ["CMD", "python", "-m", "kit.probe"]


def test_everything_it_may_run_can_be_imported(image, described):
    modules = sorted(module for module in reached(described) if module != "gateway.wsgi")
    what = f"import importlib\nfor name in {modules}: importlib.import_module(name)"

    done = image.run(["python", "-W", "ignore", "-c", what])

    assert done.returncode == 0, done.stderr


def test_its_root_cannot_be_written_but_tmp_can(image):
    assert image.run(["sh", "-c", "touch /app/x"]).returncode != 0
    assert image.run(["sh", "-c", "touch /tmp/x"]).returncode == 0
    assert image.run(["id", "-u"]).stdout.strip() == "10001"


def test_it_is_not_large(image, described, capsys):
    size = megabytes(image.root)
    with capsys.disabled():
        print(f"\n  {image.name}: {size:.0f} MB of files")

    assert size < MOST_MEGABYTES.get(described.name, OTHERS)


def test_it_brings_its_schema_up_to_date(stack, image, described):
    service = described.package.rpartition("/")[2]
    everything = environment.of_tools(stack, credentials_of(stack))
    owner = f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"
    serving = f"SAATHIX_{service.upper()}_DATABASE_URL"

    image.run(["python", "-m", "kit.db.schema", "migrate", service], {owner: everything[owner]})
    migrated = image.run(["python", "-m", "kit.db.schema", "migrate", service], {owner: everything[owner]})
    waited = image.run(["python", "-m", "kit.db.schema", "wait", service], {serving: everything[serving]})

    assert (migrated.returncode, migrated.stdout) == (0, f"{service} has every migration already\n")
    assert (waited.returncode, waited.stdout) == (0, "")


@pytest.fixture
def commands(production_commands, described):
    return {process: production_commands[process] for process in described.processes}


def test_its_processes_start_become_ready_and_stop(stack, image, commands, tmp_path):
    for process, command in commands.items():
        environ = environ_of(stack, process)
        running = image.start(command, environ, log := tmp_path / f"{process}.log")
        try:
            wait_until_ready(running, f"http://127.0.0.1:{environ['SAATHIX_METRICS_PORT']}/readyz", log)
            assert uids(running.pid) == {"10001"}
            assert image.run(["python", "-m", "kit.probe"], environ).returncode == 0
            if process == "gateway":
                assert answers(f"http://127.0.0.1:{environ['SAATHIX_HTTP_PORT']}/healthz") == 200
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=25) == 0, log.read_text()
            assert image.run(["python", "-m", "kit.probe"], environ).returncode == 1
        finally:
            running.kill()
            running.wait()


def wait_until_ready(running, url, log, seconds=60.0):
    deadline = time.monotonic() + seconds
    while answers(url) != 200:
        assert running.poll() is None, f"it ended with {running.poll()}: {log.read_text()}"
        assert time.monotonic() < deadline, f"it is not ready: {log.read_text()}"
        time.sleep(0.2)


def uids(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return set(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:])


def test_the_printing_image_sets_indian_scripts(image, described):
    if described.name != "receipts":
        assert not (image.root / "usr/share/fonts/truetype/noto").exists()
        return
    page = "<p style='font-family: Noto Sans, Noto Sans Devanagari'>₹ 84 धन्यवाद</p>"
    what = (
        "import base64; from services.billing.adapters.pdf_worker import pdf_of; "
        f"print(base64.b64encode(pdf_of({page!r})).decode())"
    )

    done = image.run(["python", "-W", "ignore", "-c", what])
    fonts = image.run(["fc-list", "Noto Sans Devanagari", "file"])

    assert done.returncode == 0, done.stderr
    assert "NotoSansDevanagari-Regular.ttf" in fonts.stdout
    document = pypdfium2.PdfDocument(base64.b64decode(done.stdout))
    assert "₹ 84" in document[0].get_textpage().get_text_range()
