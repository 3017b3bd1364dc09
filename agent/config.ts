/** What an agent is started with; everything else comes with its assignment. */
export interface AgentConfig {
  /** Traded once for the assignment and a run token. */
  readonly ticket: string
  /** Base URL of the agents' gateway. */
  readonly gatewayUrl: URL
}

/** The only reader of the environment in agent/. Throws one sentence that names every variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  // Two values, checked by hand: a schema library takes longer to load than the whole way to the first line.
  const ticket = env.AXOLOOM_TICKET ?? ''
  const gatewayUrl = URL.parse(env.AXOLOOM_GATEWAY_URL ?? '')
  const faults: string[] = []
  if (ticket === '') faults.push('AXOLOOM_TICKET must be set')
  if (gatewayUrl === null || !/^https?:$/.test(gatewayUrl.protocol)) {
    faults.push('AXOLOOM_GATEWAY_URL must be an http or https URL')
  }
  if (faults.length > 0 || gatewayUrl === null) throw new Error(`The agent cannot start: ${faults.join('; ')}.`)
  return { ticket, gatewayUrl }
}

/** What to try to reach, `host:port` each; empty for an agent that is to design. */
export function readProbeTargets(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  return (env.AXOLOOM_PROBE ?? '').split(',').filter((target) => target !== '')
}
