# The gateway's image: kit, contracts and gateway, and no service.
#
#   docker build -f deploy/docker/gateway.Dockerfile -t saathix/gateway:1.4.0 .
#
# It runs as user 10001 on a read-only root; what it writes goes to /tmp, its workers' heartbeats to /dev/shm.

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
COPY requirements/images/gateway.txt /build/requirements.txt
# Behind a mirror or a proxy of your own: --secret id=pip,src=/etc/pip.conf and --secret id=certificates,src=<bundle>
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    python3 -m venv /build/pip \
 && python3 -m venv --without-pip /opt/venv \
 && /build/pip/bin/pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --progress-bar off \
        --require-hashes --only-binary :all: -r /build/requirements.txt
COPY kit /app/kit
COPY contracts /app/contracts
COPY gateway /app/gateway
RUN chmod -R u=rwX,go=rX /app /opt/venv \
 && python3 -m compileall -q --invalidation-mode unchecked-hash /app

# What runs: no package lists, no pip.
FROM python AS image
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin saathix
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:/usr/bin:/bin \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LC_ALL=C.UTF-8 \
    TZ=UTC \
    SAATHIX_HTTP_HOST=0.0.0.0 \
    SAATHIX_HTTP_PORT=8420 \
    SAATHIX_METRICS_HOST=0.0.0.0 \
    SAATHIX_METRICS_PORT=9464
USER 10001:10001
EXPOSE 8420 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "kit.probe"]
CMD ["python", "-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.wsgi:app"]
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="saathix-gateway" \
      org.opencontainers.image.description="SaathiX Billing: the public API" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      com.saathix.writes="/tmp /dev/shm"
