# The bot in a small image, not as root. Build: docker build -t xulosa .
# Run: docker run -e BOT_TOKEN=… -v xulosa:/data xulosa

FROM python:3.13-slim-trixie AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# pycld2 has no wheels, so it is compiled here; the compiler stays behind in this stage.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /src/
RUN pip install --require-hashes -r /src/requirements.lock
COPY pyproject.toml README.md LICENSE /src/
COPY bot /src/bot
COPY handlers /src/handlers
COPY storage /src/storage
RUN pip install --no-deps /src

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --home-dir /data --create-home xulosa
COPY --from=build /venv /venv
ENV PATH="/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    BOT_DATA_DIR=/data \
    BOT_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["xulosa"]
CMD ["run"]
