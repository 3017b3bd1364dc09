import type { Command } from 'commander'

/**
 * Adds `completion SHELL`, which prints a script for bash, zsh or fish, and the hidden command that such a script asks.
 * Must come last: it reads what the others have been given.
 */
export async function addCompletion(program: Command): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander')
  const root = tab(program, { completionCommandName: 'completion' })
  program.commands
    .find((command) => command.name() === 'completion')
    ?.summary('print a script that completes words')
    .description('Prints a script that completes words, such as for: source <(axoloom completion bash)')
  for (const command of root.commands.values()) {
    // what every command takes stands at the program only
    command.option('output', 'how to print', (complete) => {
      for (const format of ['table', 'wide', 'json', 'yaml', 'name']) complete(format, '')
    })
    command.option('quiet', 'say nothing but errors')
    command.option('context', 'which server, by its name', () => {})
    command.option('server', 'which server, by its address', () => {})
  }
}
