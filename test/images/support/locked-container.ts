import type Dockerode from 'dockerode'
import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  StartupCheckStrategy,
  type StartupStatus,
} from 'testcontainers'

/** A container as a cluster runs it: only /tmp and volumes can be written, and there is no way to gain a right. */
export class LockedContainer extends GenericContainer {
  constructor(image: string) {
    super(image)
    this.hostConfig.ReadonlyRootfs = true
    this.withDroppedCapabilities('ALL')
    this.withSecurityOpt('no-new-privileges')
    this.withTmpFs({ '/tmp': 'rw,nosuid,nodev,noexec,size=64m' })
    this.withPullPolicy({ shouldPull: () => 'never' })
  }
}

/** How a container came to its end. */
export interface ContainerEnd {
  readonly exitCode: number
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string
}

/** Runs a container to its end, whatever that is, and removes it. */
export async function runToEnd(container: GenericContainer): Promise<ContainerEnd> {
  return stop(await container.withWaitStrategy(new UntilEnded()).start(), 0)
}

/** Sends SIGTERM, and SIGKILL after `patienceMs`; says how it ended, and removes it with its volumes. */
export async function stop(started: StartedTestContainer, patienceMs: number): Promise<ContainerEnd> {
  const { container: client } = await getContainerRuntimeClient()
  const container = client.getById(started.getId())
  try {
    await client.stop(container, { timeout: patienceMs })
    const output = (await (await started.logs()).toArray()).join('')
    const { State: state } = await client.inspect(container)
    return { exitCode: state.ExitCode, output }
  } finally {
    await client.remove(container, { removeVolumes: true })
  }
}

/** What the engine says of a container. */
export async function inspect(started: StartedTestContainer): Promise<Dockerode.ContainerInspectInfo> {
  const { container: client } = await getContainerRuntimeClient()
  return client.inspect(client.getById(started.getId()))
}

/** What the engine says of an image. */
export async function inspectImage(name: string): Promise<Dockerode.ImageInspectInfo> {
  const { container: client } = await getContainerRuntimeClient()
  return client.dockerode.getImage(name).inspect()
}

/** The command that an image runs. */
export async function entrypointOf(name: string): Promise<string[]> {
  return [(await inspectImage(name)).Config.Entrypoint ?? []].flat()
}

/** Testcontainers' own waits take every end but exit code 0 for a failure. */
class UntilEnded extends StartupCheckStrategy {
  override async checkStartupState(client: Dockerode, id: string): Promise<StartupStatus> {
    const { State: state } = await client.getContainer(id).inspect()
    return state.Status === 'exited' ? 'SUCCESS' : 'PENDING'
  }
}
