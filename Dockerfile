# Understudy in one image: `serve`, `worker`, `migrate`, `admin`, and `film`. Fonts, voices and models are inside.
#
#     docker build --tag understudy .
#     docker run --publish 8040:8040 --volume understudy:/data understudy
#
# docs/how-to/scale.md has more than one machine.

FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir "uv==0.13.*"
RUN python -m venv /opt/understudy
COPY . /src
WORKDIR /src
RUN uv pip install --no-cache --compile-bytecode --python /opt/understudy/bin/python --constraints requirements.lock ".[service,piper]"
RUN UNDERSTUDY_MODELS_DIR=/opt/understudy/models /opt/understudy/bin/understudy models fetch

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libegl1 libflite1 libgl1 tini \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --create-home understudy
COPY --from=build /opt/understudy /opt/understudy
ENV PATH=/opt/understudy/bin:$PATH \
    UNDERSTUDY_MODELS_DIR=/opt/understudy/models \
    UNDERSTUDY_DATA_DIR=/data/service \
    UNDERSTUDY_HOST=0.0.0.0
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8040
# tini is process 1 and buries the processes that nobody waits for: helpers of work that was killed
ENTRYPOINT ["tini", "--", "understudy"]
CMD ["serve"]
