# The image of one service: kit, contracts and services/<SERVICE>, and nothing of another service.
#
#   docker build -f deploy/docker/service.Dockerfile --target image \
#       --build-arg SERVICE=billing --build-arg IMAGE=billing -t saathix/billing:1.4.0 .
#
# The printing process `receipts` has billing's code with Pango and fonts: --target receipts --build-arg IMAGE=receipts.
# It runs as user 10001 on a read-only root; what it writes goes to /tmp.

# Pinned by its date; a digest is stricter: --build-arg BASE=docker.io/library/debian:bookworm-…-slim@sha256:…
# checkov:skip=CKV_DOCKER_7:BASE is pinned by its date; checkov does not read what an ARG holds
ARG BASE=docker.io/library/debian:bookworm-20250520-slim

# Debian and its Python, with the security updates since the base's date.
FROM ${BASE} AS python
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
 && apt-get upgrade --yes \
 && apt-get install --yes --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*

# The libraries, each by its hash, and our code, compiled. pip and its cache stay in this stage.
FROM python AS build
RUN apt-get update && apt-get install --yes --no-install-recommends python3-venv
ARG IMAGE
COPY requirements/images/${IMAGE}.txt /build/requirements.txt
# Behind a mirror or a proxy of your own: --secret id=pip,src=/etc/pip.conf and --secret id=certificates,src=<bundle>
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    python3 -m venv /build/pip \
 && python3 -m venv --without-pip /opt/venv \
 && /build/pip/bin/pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --progress-bar off \
        --require-hashes --only-binary :all: -r /build/requirements.txt
ARG SERVICE
COPY kit /app/kit
COPY contracts /app/contracts
COPY services/__init__.py /app/services/__init__.py
COPY services/${SERVICE} /app/services/${SERVICE}
RUN chmod -R u=rwX,go=rX /app /opt/venv \
 && python3 -m compileall -q --invalidation-mode unchecked-hash /app

# What both kinds of image stand on: the user, and how Python is to behave.
FROM python AS runtime
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin saathix
WORKDIR /app
ENV PATH=/opt/venv/bin:/usr/bin:/bin \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LC_ALL=C.UTF-8 \
    TZ=UTC \
    SAATHIX_METRICS_HOST=0.0.0.0 \
    SAATHIX_METRICS_PORT=9464
USER 10001:10001
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "kit.probe"]

# A service: no package lists, no pip, no shell history.
FROM runtime AS image
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ARG SERVICE
ENV SERVICE=${SERVICE}
# compose.yaml and the manifests name their command in full; this is for `docker run`.
CMD ["sh", "-c", "exec python -m kit.runner services.$SERVICE.service:$(echo $SERVICE | sed 's/./\\U&/') services.$SERVICE.settings:Settings"]
ARG IMAGE
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="saathix-${IMAGE}" \
      org.opencontainers.image.description="SaathiX Billing: the service ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      com.saathix.writes="/tmp"

# What sets India's scripts.
FROM runtime AS printer
USER 0
# fontconfig keeps times to the nanosecond, a layer to the second: untouched, it would not believe its own cache.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fontconfig fonts-noto-core libharfbuzz-subset0 libpangoft2-1.0-0 \
 && find /usr/share/fonts /usr/local/share/fonts -type d -exec touch --date=@1750000000 {} + \
 && fc-cache --force \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*
USER 10001:10001

# The process that prints: billing's code, with what it prints with.
FROM printer AS receipts
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
CMD ["python", "-m", "kit.runner", "services.billing.receipts:Receipts", "services.billing.settings:ReceiptsSettings"]
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="saathix-receipts" \
      org.opencontainers.image.description="SaathiX Billing: the process that prints" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      com.saathix.writes="/tmp"
