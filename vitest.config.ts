import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// drawings: what sketches look like; it draws for more than a minute, so it stands beside unit.
// process: starts real servers and agents; programs: the client, the command line and the README's examples against
// them; browser: drives Chromium. All build first (npm run build).
// pack: makes the package and installs it into an empty folder; needs npm's cache or a registry.
// images: builds both images first, and needs a container engine (Docker, or DOCKER_HOST of Podman).
// chart: renders with helm, and asks the cluster of KUBECONFIG what it makes of it.
// tilt: needs tilt, helm, kubectl, KUBECONFIG of a cluster for tests and a registry or an engine that tilt finds.
// ollama: needs OLLAMA_HOST of a real Ollama with any model.
// cluster: needs KUBECONFIG of a cluster for tests on this machine, helm, kubectl and both images loaded.
const project = (name: string, include: string[], isSerial: boolean, timeoutMs = isSerial ? 120_000 : 45_000) => ({
  extends: true as const,
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: !isSerial,
  },
})

/** One load of the modules for all files of a worker: a quarter of the time of small tests was that. */
const withSharedModules = ({ test, ...rest }: ReturnType<typeof project>) => ({
  ...rest,
  test: { ...test, isolate: false },
})

const withSetup = ({ test, ...rest }: ReturnType<typeof project>, globalSetup: string) => ({
  ...rest,
  test: { ...test, globalSetup },
})

export default defineConfig({
  test: {
    // one core less is the default: half of a small machine
    maxWorkers: '100%',
    // a machine under load is slow, not wrong
    expect: { poll: { timeout: 15_000 } },
    // Stores and servers are threads and processes of their own: what one of them compiled serves the next.
    // Most of an agent's time are its pixels: the servers of tests ask for fewer.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compile', import.meta.url)), TEST_SKETCH_SIZE: '256' },
    projects: [
      withSharedModules(
        project(
          'unit',
          [
            'test/{contract,api,web,scripts}/**/*.test.ts',
            'test/agent/**/!(image-model)/*.test.ts',
            'test/agent/*.test.ts',
            'test/cli/*.test.ts',
            'test/boundaries.test.ts',
          ],
          false,
        ),
      ),
      withSharedModules(project('drawings', ['test/agent/image-model/*.test.ts'], false)),
      project('contract', ['test/http/**/*.test.ts'], false),
      project('process', ['test/process/**/*.test.ts'], true),
      project('programs', ['test/{programs,readme}/*.test.ts', 'test/cli/process/*.test.ts'], true),
      project('browser', ['test/browser/**/*.test.ts'], true),
      project('pack', ['test/pack/**/*.test.ts'], true, 300_000),
      withSetup(
        project('images', ['test/images/**/*.test.ts'], true, 300_000),
        './test/images/support/build-images.ts',
      ),
      project('chart', ['test/chart/**/*.test.ts'], true),
      project('tilt', ['test/tilt/**/*.test.ts'], true, 300_000),
      project('ollama', ['test/ollama/**/*.test.ts'], true, 300_000),
      project('cluster', ['test/cluster/**/*.test.ts'], true, 300_000),
    ],
  },
})
