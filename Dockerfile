# One image for every part of Countersign; bin/serve takes the name of the part.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
RUN pip install uv==0.13.8
COPY pyproject.toml uv.lock ./
# The servers from wheels and the tools of the developers stay out of the image.
RUN uv sync --frozen --no-default-groups --no-python-downloads --system-certs
COPY . .
# Collecting reads the settings but connects to nothing; these values end with this line.
RUN COUNTERSIGN_DEMO=1 DATABASE_URL=postgres://nobody@/nothing REDIS_URL=unix:///nothing \
    STATIC_ROOT=/app/staticfiles .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig-config fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin countersign \
    && install -d -o countersign -g countersign -m 0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings STATIC_ROOT=/app/staticfiles COUNTERSIGN_VAR=/data
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["python", "-m", "config.probe", "web"]
ENTRYPOINT ["/app/bin/serve"]
CMD ["web"]
