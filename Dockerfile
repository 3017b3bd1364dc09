# Two images from one file, by convention axoloom:dev and axoloom-agent:dev:
#
#   docker build --target api   --tag axoloom:dev .
#   docker build --target agent --tag axoloom-agent:dev .
#
# buildah and Podman take the same arguments; the health check wants `--format docker` there. `node scripts/images.ts`
# builds both with their labels filled in, and so that the same commit gives the same layers (see there).
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

# The page and the agent. No install scripts: what they would do (fetch another Node, tune esbuild) is not needed here.
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY scripts/build.ts scripts/build-agent.ts scripts/build-target.ts scripts/
COPY contract contract
COPY agent agent
COPY web web
RUN node scripts/build.ts

# What the API loads. Types, source maps, and binaries and sources for other systems are a third of it, and never read.
FROM ${BUILD_IMAGE} AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
 && find node_modules/better-sqlite3/prebuilds -type f ! -name 'linux-*' -delete \
 && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
 && find node_modules -type d -empty -delete

# Both images as they lie on the disk. Modes do not depend on who checked the sources out.
FROM ${BUILD_IMAGE} AS files
COPY --from=modules /app /out/api/app
COPY --from=build /src/agent/dist /out/api/app/agent/dist
COPY --from=build /src/agent/dist /out/agent/agent
COPY --from=build /src/web/dist /out/api/app/web/dist
COPY scripts/compile-cache.mjs scripts/require-node.mjs /out/api/app/scripts/
COPY LICENSE /out/agent/agent/
COPY LICENSE /out/api/app/
COPY contract /out/api/app/contract
COPY k8s /out/api/app/k8s
COPY api /out/api/app/api
RUN mkdir /out/api/data \
 && rm -f /out/api/app/package-lock.json /out/api/app/.npmrc /out/api/app/*/tsconfig.json \
 && chmod -R u=rwX,go=rX /out

# Node without package managers: nothing is ever installed in a running container.
FROM ${RUN_IMAGE} AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn*
ENV NODE_ENV=production HOME=/nonexistent

# One attempt. It writes nowhere, and reads its own folder only (--permission). The heap may grow beyond any container,
# so that too much memory is ended by the kernel and called OOMKilled; V8 would give up before that, with exit code 134.
FROM runtime AS agent
COPY --from=files /out/agent/ /
USER 10001:10001
WORKDIR /agent
ENTRYPOINT ["/usr/local/bin/node", "--permission", "--allow-fs-read=/agent/*", "--max-old-space-size=65536", "/agent/agent.mjs"]
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
COPY --from=files --chown=${OWNER} /out/api/app /app
COPY --from=files --chown=10001:10001 /out/api/data /data
USER 10001:10001
WORKDIR /app
# Others reach a container's listener, so the API asks for API_KEYS or API_KEYS_FILE. Agents that it runs itself are in
# here with it: their listener stays on loopback.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/usr/local/bin/node", "-e", "require('node:http').get({ port: process.env.PORT, path: '/healthz', timeout: 4000 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"]
# The flag is API_FLAGS of scripts/node-flags.mjs.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=8", "/app/api/main.mjs"]
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
