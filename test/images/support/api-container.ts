import { type GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers'
import type { Run } from '../../../contract/api.ts'
import type { RunEvent } from '../../../contract/event.ts'
import { localImages } from '../../../scripts/image-build.ts'
import { EventClient } from '../../support/event-client.ts'
import { LockedContainer } from './locked-container.ts'

/** The API's image at work, and a client of it that has a key. */
export interface ApiContainer {
  readonly container: StartedTestContainer
  call(method: string, path: string, body?: object): Promise<Response>
  run(id: string): Promise<Run>
  /** Starts a run. */
  post(body: object): Promise<Run>
  /** A reader of a run's stream that the API ends after the run's end. */
  follow(id: string): Promise<EventClient>
}

const authorization = { authorization: 'Bearer the-key-of-the-image-tests' }
const PORT = 8000

/** Starts the API's image with a key and without anything else; `prepare` adds to that. */
export async function startApi(
  prepare: (container: GenericContainer) => GenericContainer = (container) => container,
): Promise<ApiContainer> {
  const { info } = await getContainerRuntimeClient()
  const prepared = prepare(new LockedContainer(localImages.api))
    .withEnvironment({
      API_KEYS: 'the-key-of-the-image-tests',
      ALLOWED_HOSTS: info.containerRuntime.host,
      SCRIPTED_PACE: '0',
    })
    .withExposedPorts(PORT)
    .withWaitStrategy(Wait.forLogMessage(/^Axoloom is ready/m))
  const container = await prepared.start()
  return clientOf(container)
}

function clientOf(container: StartedTestContainer): ApiContainer {
  // The port is another one after a restart.
  const url = () => `http://${container.getHost()}:${container.getMappedPort(PORT)}`
  const call = (method: string, path: string, body?: object) =>
    fetch(`${url()}${path}`, {
      method,
      headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await call(method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Run
  }
  return {
    container,
    call,
    run: (id) => ask('GET', `/v1/runs/${id}`),
    post: (body) => ask('POST', '/v1/runs', body),
    follow: (id) => EventClient.open(`${url()}/v1/runs/${id}/events?until=end`, authorization),
  }
}

/** The events that a reader has so far. */
export function eventsOf(reader: EventClient): RunEvent[] {
  return reader.blocks.map((block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '') as RunEvent)
}

/** Runs a script by the container's Node; gives what it prints. Throws when it fails. */
export async function evaluate(container: StartedTestContainer, script: string): Promise<string> {
  const { exitCode, output } = await container.exec(['node', '--input-type=module', '--eval', script])
  if (exitCode !== 0) throw new Error(`The script ended with ${exitCode}: ${output}`)
  return output.trim()
}
