import { homedir } from 'node:os'
import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the command is told by its surroundings. */
export interface Config {
  /** Names that say what the terminal can. */
  readonly env: Environment
  /** AXOLOOM_URL. */
  readonly url: string | null
  /** AXOLOOM_KEY: sent to AXOLOOM_URL, `--server`, the default server and contexts without a key of their own. */
  readonly key: string | null
  /** AXOLOOM_CONTEXT. */
  readonly context: string | null
  /** Where contexts are kept: XDG_CONFIG_HOME, else ~/.config. */
  readonly contextsPath: string
}

/** Reads the environment; nothing else in the command does. */
export function readConfig(env: Environment = process.env): Config {
  const given = (name: string) => env[name]?.trim() || null
  return {
    env,
    url: given('AXOLOOM_URL'),
    key: given('AXOLOOM_KEY'),
    context: given('AXOLOOM_CONTEXT'),
    contextsPath: join(given('XDG_CONFIG_HOME') ?? join(homedir(), '.config'), 'axoloom', 'config.yaml'),
  }
}
