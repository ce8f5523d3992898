# docs/operations.md, "In containers". Which registry, module proxy and web proxy are used is said by build arguments
# (BUILD_IMAGE, RUN_IMAGE, GOPROXY, GOSUMDB, and HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which the engine knows itself).
ARG BUILD_IMAGE=golang:1.26-bookworm
ARG RUN_IMAGE=scratch

FROM ${BUILD_IMAGE} AS build
ARG GOPROXY
ARG GOSUMDB
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The version is that of the commit, so the context has its .git; time zones are in the binary, as nothing is beside it.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -o /image/bole . \
 && mkdir -p /data /image/etc/ssl/certs /image/tmp \
 && chmod 1777 /image/tmp \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && echo 'bole:x:10001:10001::/data:/bole' > /image/etc/passwd

FROM ${RUN_IMAGE}
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /data /data
# Numbers, so that a cluster can see that the user is not root.
USER 10001:10001
ENV BOLE_DATA=/data HOME=/data
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/bole", "health"]
ENTRYPOINT ["/bole"]
CMD ["serve"]
