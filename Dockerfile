# Two images from one file, by convention axoloom:dev and axoloom-agent:dev:
#
#   docker build --target api   --tag axoloom:dev .
#   docker build --target agent --tag axoloom-agent:dev .
#
# buildah and Podman take the same arguments, and `--format docker` for the sake of the health check.
# `node scripts/image-build.ts` builds both with their labels filled in.
#
# The API by itself, reached at http://localhost:8000, keeps what it knows in the volume and runs its agents itself:
#
#   docker run --read-only --tmpfs /tmp --volume axoloom:/data --publish 127.0.0.1:8000:8000 \
#     --env API_KEYS=a-key-of-sixteen-characters axoloom:dev
#
# Nothing here needs BuildKit: no cache mounts, no heredocs.

# A release pins both by digest.
ARG BUILD_IMAGE=node:24-bookworm
ARG RUN_IMAGE=node:24-bookworm-slim

# The same sources give the same layers, whoever checks them out and whenever: each of these stages ends with modes and
# times of our own, and the copies further down keep them (all go to /, because a folder that a copy has to make is dated
# by the clock).

# What the API loads. Types, source maps, and binaries and sources for other systems are half of it, and never read.
FROM ${BUILD_IMAGE} AS modules
WORKDIR /out/app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
 && rm -rf package-lock.json .npmrc package.json node_modules/.bin \
    node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
 && find node_modules/better-sqlite3/prebuilds -type f ! -name 'linux-*' -delete \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
 && find node_modules -type d -empty -delete \
 && chmod -R u=rwX,go=rX /out \
 && find /out -exec touch --no-dereference --date=@0 {} +

# Tools for the two builds. No install scripts: what they would do (fetch another Node, tune esbuild) is not needed here.
FROM ${BUILD_IMAGE} AS tools
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
RUN npm ci --ignore-scripts
COPY contract contract

FROM tools AS page
COPY web web
RUN node_modules/.bin/vite build web

FROM tools AS bundle
COPY scripts/build-agent.ts scripts/
COPY agent agent
COPY LICENSE /out/agent/
RUN node --input-type=module --eval "import { buildAgent } from './scripts/build-agent.ts'; await buildAgent()" \
 && cp agent/dist/* /out/agent/ \
 && chmod -R u=rwX,go=rX /out \
 && find /out -exec touch --no-dereference --date=@0 {} +

FROM ${BUILD_IMAGE} AS sources
WORKDIR /out/app
COPY package.json LICENSE ./
COPY scripts/compile-cache.mjs scripts/require-node.mjs scripts/
COPY k8s k8s
COPY contract contract
COPY api api
COPY --from=page /src/web/dist web/dist
COPY --from=bundle /src/agent/dist agent/dist
RUN rm -f */tsconfig.json \
 && mkdir -p /empty/data \
 && chmod -R u=rwX,go=rX /out /empty \
 && find /out /empty -exec touch --no-dereference --date=@0 {} +

# No RUN from here on: what it leaves behind differs from build to build. (The npm of the base stays for that reason;
# deleting it in a later layer would save nothing.)
FROM ${RUN_IMAGE} AS runtime
ENV NODE_ENV=production HOME=/nonexistent

# One attempt. It writes nowhere, and reads its own folder only (--permission). The heap may grow beyond any container,
# so that too much memory is ended by the kernel and called OOMKilled; V8 would give up before that, by a crash.
FROM runtime AS agent
COPY --from=bundle /out/ /
USER 10001:10001
WORKDIR /agent
# Kubernetes tells every container where its API server is, also when it is asked not to name services: env forgets it.
ENTRYPOINT ["/usr/bin/env", "-u", "KUBERNETES_SERVICE_HOST", "-u", "KUBERNETES_SERVICE_PORT", \
    "-u", "KUBERNETES_SERVICE_PORT_HTTPS", "-u", "KUBERNETES_PORT", "-u", "KUBERNETES_PORT_443_TCP", \
    "-u", "KUBERNETES_PORT_443_TCP_PROTO", "-u", "KUBERNETES_PORT_443_TCP_PORT", "-u", "KUBERNETES_PORT_443_TCP_ADDR", \
    "/usr/local/bin/node", "--permission", "--allow-fs-read=/agent/*", "--max-old-space-size=65536", "/agent/agent.mjs"]
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Axoloom agent" \
      org.opencontainers.image.description="Designs one axolotl: one attempt of an Axoloom run" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"

# The API with the page, the agent and the Job template. /data is all it keeps, /tmp is all it needs beside it.
FROM runtime AS api
# 10001:10001 for development: a live update writes the files as the user of the container.
ARG OWNER=0:0
COPY --from=modules /out/ /
COPY --from=sources --chown=10001:10001 /empty/ /
COPY --from=sources --chown=${OWNER} /out/ /
USER 10001:10001
WORKDIR /app
# Others reach a container's listener, so the API asks for API_KEYS or API_KEYS_FILE. Agents that it runs itself are in
# here with it: their listener stays on loopback.
# Compiled code is kept with the data (6 MB): every start but the first is faster, and 40 MB smaller.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data NODE_COMPILE_CACHE=/data/.cache/compile
VOLUME /data
# No EXPOSE: it opens nothing, and Podman shows its ports as bindings that testcontainers then waits for.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/usr/local/bin/node", "-e", "require('node:http').get({ port: process.env.PORT, path: '/healthz', timeout: 4000 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"]
# The flags are API_FLAGS of scripts/node-flags.mjs.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=8", "--heap-growing-percent=100", "/app/api/main.mjs"]
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Axoloom" \
      org.opencontainers.image.description="One brief, N agents designing side by side, one lossless stream, one pick" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
