# The bot in a small image, not as root. Build: docker build -t xulosa .
# Run: docker run --read-only --tmpfs /tmp -e BOT_TOKEN=… -v xulosa:/data -p 127.0.0.1:8080:8080 xulosa
# compose.yaml does the same. A release builds from the digest that this tag has then.
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
RUN python -m venv --without-pip /venv
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_PYTHON=/venv/bin/python
COPY requirements.lock /src/
# The tests inside the packages are 30 MB that nothing runs.
RUN pip install --require-hashes -r /src/requirements.lock \
    && find /venv -type d -name tests -prune -exec rm -r {} +
COPY pyproject.toml hatch_build.py README.md LICENSE THIRD_PARTY_NOTICES.md /src/
COPY bot /src/bot
COPY handlers /src/handlers
COPY storage /src/storage
RUN pip install --no-deps /src

FROM ${BASE}
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Xulosa" \
    org.opencontainers.image.description="A self-hosted Telegram news bot" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
RUN useradd --system --uid 10001 --home-dir /data --create-home xulosa
COPY --from=build /venv /venv
ENV PATH="/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    BOT_DATA_DIR=/data \
    BOT_LISTEN=0.0.0.0:8080 \
    BOT_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
# The bot ends within five seconds: it drains its updates and stops its processes.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["xulosa", "healthcheck"]
ENTRYPOINT ["xulosa"]
CMD ["run"]
