# One image for web, worker, beat and migrate. Dependencies come from the lock with its hashes, as everywhere else.

FROM python:3.11-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY requirements/bootstrap.lock requirements/base.lock requirements/
RUN python -m venv /opt/tools \
 && /opt/tools/bin/pip install --quiet --require-hashes --requirement requirements/bootstrap.lock \
 && python -m venv --without-pip /opt/venv \
 && /opt/tools/bin/uv pip install --quiet --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes --requirement requirements/base.lock
COPY . .
# Production settings, so that the files are hashed and compressed as they will be served. Nothing given here stays.
RUN DANKWERK_PRODUCTION=1 DANKWERK_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(40))')" \
    DANKWERK_PUBLIC_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build CELERY_BROKER_URL=redis://build.invalid \
    DANKWERK_SEAL=none DANKWERK_STATIC=/app/static /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
 && /opt/venv/bin/python -m compileall -q backend volunteers recognition certificates tasks

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DANKWERK_VAR=/data DANKWERK_STATIC=/app/static
# /data and /erasures belong to the user, so that a new volume there does too; the code belongs to root and stays as it is.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dankwerk \
 && install --directory --owner=dankwerk --group=dankwerk --mode=0700 /data /erasures
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
# No access log: the addresses of confirmation links are secrets. The keep-alive outlives nginx's, so that nginx is
# always the one that closes.
CMD ["gunicorn", "backend.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", \
     "--keep-alive=75", "--graceful-timeout=20", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--log-level=error"]
