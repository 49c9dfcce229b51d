"""Which images there are, whose code each holds and what runs in it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILES = ROOT / "deploy" / "docker"
LOCKS = ROOT / "requirements" / "images"
USER = "10001"
HTTP_PORT = 8420
PRIVATE_PORT = 9464

MACHINERY = ("kit.db.provision", "kit.db.schema", "kit.probe")
"""Commands that every image has."""
OF_SERVICES = ("kit.runner", "kit.messaging.container", "kit.messaging.extensions", "kit.messaging.replay")


@dataclass(frozen=True)
class Image:
    """
    One image. `package` is the folder of ours it holds beside kit and contracts; `modules` are what is started in it, which
    its libraries are found by; `beside` are libraries that are named in settings or read as files instead of imported.
    """

    name: str
    package: str
    processes: tuple[str, ...]
    modules: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def dockerfile(self) -> Path:
        return DOCKERFILES / ("gateway.Dockerfile" if self.name == "gateway" else "service.Dockerfile")

    @property
    def lock(self) -> Path:
        return LOCKS / f"{self.name}.txt"

    @property
    def target(self) -> str:
        """The stage of the Dockerfile."""
        return "receipts" if self.name == "receipts" else "image"

    @property
    def arguments(self) -> dict[str, str]:
        """What the Dockerfile is told, beside the base and the version."""
        if self.name == "gateway":
            return {}
        service = self.package.rpartition("/")[2]
        return {"SERVICE": service, "IMAGE": self.name}


def _service(name: str, *modules: str, also: tuple[str, ...] = ()) -> Image:
    package = f"services.{name}"
    started = (f"{package}.service", f"{package}.settings", *(f"{package}.{module}" for module in modules))
    return Image(name, f"services/{name}", (name, *also), (*OF_SERVICES, *started))


IMAGES = (
    Image(
        "gateway",
        "gateway",
        ("gateway",),
        ("gateway.wsgi", "gateway.worker", "gateway.admin.__main__"),
        beside=("gunicorn", "flask-swagger-ui", "packaging"),  # gunicorn imports packaging and does not say so
    ),
    _service("catalog"),
    _service("billing", "check_ledger"),
    Image(
        "receipts",
        "services/billing",
        ("receipts",),
        (
            *OF_SERVICES,
            "services.billing.receipts",
            "services.billing.settings",
            "services.billing.adapters.pdf_worker",
        ),
    ),
    _service("customers"),
    _service("reporting", "rebuild"),
    _service("webhooks", "dispatcher", "reencrypt", "receiver", also=("dispatcher",)),
)
BY_NAME = {image.name: image for image in IMAGES}
OF_PROCESS = {process: image for image in IMAGES for process in image.processes}
