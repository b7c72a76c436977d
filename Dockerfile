# Two stages: the first has pip, the second only what runs.
FROM python:3.13-slim AS build
WORKDIR /srv
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app app
COPY migrations migrations
RUN .venv/bin/python -m compileall -q app migrations

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin indicators \
    && install --directory --owner indicators /data
WORKDIR /srv
COPY --from=build /srv /srv
COPY alembic.ini ./
COPY seed seed
COPY docs docs
ENV PATH=/srv/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/indicators.sqlite \
    FILES_DIR=/data/files
USER 10001
# The one place that is written to; the root file system may be read-only.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "app", "probe"]
CMD ["python", "-m", "app", "serve"]
