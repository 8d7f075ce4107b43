# docker build -t pauta . && docker run --name pauta -p 8080:8080 -v pauta:/data pauta
# docker exec pauta pauta invite    (until then it is locked; the link it prints is the first owner's)
FROM rust:1.95-trixie AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin pauta

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --home-dir /data pauta \
    && install -d -o pauta -g pauta /data
COPY --from=build /src/target/release/pauta /usr/local/bin/pauta
# Whom to trust over TLS: the providers of language models are reached with it.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
USER 10001
WORKDIR /data
# `docker stop` waits ten seconds: the server must have drained by then.
ENV PAUTA_LISTEN=0.0.0.0:8080 \
    PAUTA_DATA_DIR=/data \
    PAUTA_LOG_FORMAT=json \
    PAUTA_DRAIN=5s
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["pauta", "health"]
ENTRYPOINT ["pauta"]
CMD ["serve"]
