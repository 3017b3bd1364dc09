import type { BackendState, Provider } from '#contract/backends.ts'
import type { Designer, Renderer, Step } from '#contract/event.ts'
import type { WaitReason } from '#contract/reason.ts'
import type { PassFate } from './run/thought-passes.ts'

const designers: Record<Designer, string> = { scripted: 'Scripted (built in)', ollama: 'Ollama', claude: 'Claude' }
const renderers: Record<Renderer, string> = { sketch: 'Sketch (built in)', comfyui: 'ComfyUI' }
const providers: Record<Provider, string> = { ollama: 'Ollama', claude: 'Claude', comfyui: 'ComfyUI' }
const circuits: Record<BackendState['circuit'], string> = {
  closed: '',
  open: 'paused after several errors',
  'half-open': 'being tried again after errors',
}
const fates: Record<PassFate, string> = { current: '', earlier: 'improved on', discarded: 'discarded' }
/** What a wait is about where the server gives no words of its own. */
const waitHints: Partial<Record<WaitReason, string>> = {
  'model-load': 'The model is being read into memory. The first run after a pause takes longest.',
  'model-queue': 'Others are being answered first.',
  'render-queue': 'Other pictures are being rendered first.',
  leader: 'One variation goes first, so that the others can reuse what it has read and cost less.',
}
const variations = (count: number) => (count === 1 ? '1 variation is' : `${count} variations are`)

/** What people read about models, their servers, and what they cost. */
export const modelStrings = {
  designers,
  renderers,
  providers,
  waitHints,
  form: {
    designedBy: 'Designed by',
    model: 'Model',
    drawnBy: 'Drawn by',
    usual: (model: string) => `${model} (usual)`,
    mix: 'Choose for each variation',
    mixHint: 'Let different designers, models and renderers race each other.',
    laneLegend: (index: number) => `Variation ${index + 1}`,
    asAbove: { designer: 'Designer as above', model: 'Model as above', renderer: 'Renderer as above' },
    ofLane: (label: string, index: number) => `${label}, variation ${index + 1}`,
    budget: 'Budget in US dollars',
    budgetHint: 'The most this run may cost. What reaches it waits until you raise it. Empty: as the server is set.',
    badBudget: 'An amount from 0 to 1,000,000, like 0.50.',
  },
  picture: { sketch: 'Sketch', preview: 'Preview', previewOf: (text: string) => `${text}, still being rendered` },
  progress: {
    rendering: 'Rendering',
    label: (index: number) => `Rendering of variation ${index + 1}`,
    step: (value: number, max: number) => `step ${value} of ${max}`,
  },
  passes: {
    none: 'It ended before it had a thought.',
    summary: (step: string, pass: number, fate: PassFate) => `${step}, pass ${pass}: ${fates[fate]}`,
    current: (step: Step, name: string, pass: number) => (step === 'critique' ? name : `${name}, pass ${pass}`),
  },
  usage: {
    cost: 'Cost',
    tokens: (count: string) => `${count} tokens`,
    over: (amount: string) => `over ${amount}`,
    atLeast: (amount: string) => `${amount}+`,
    partly: 'At least: of some calls nobody knows.',
    noCost: 'cost unknown',
    noTokens: 'tokens unknown',
    ofBudget: (cost: string, budget: string) => `${cost} of ${budget}`,
    perLane: 'Used by this variation, all attempts',
    total: 'Used so far',
    calls: 'Calls of models',
    split: (input: string, output: string) => `${input} in, ${output} out`,
    unknown: 'unknown',
    cached: (count: string) => `${count} from cache`,
    first: (time: string) => `first word after ${time}`,
    took: (time: string) => `took ${time}`,
  },
  budget: {
    heading: 'Budget',
    change: 'Change the budget of this run',
    parked: (count: number) => `${variations(count)} parked: the budget is used up.`,
    parkedHint: (count: number) =>
      count === 1 ? 'Raise the budget and it goes on by itself.' : 'Raise the budget and they go on by themselves.',
    short: (used: string, budget: string, call: string | null) =>
      `${used} of ${budget} are used or promised${call === null ? '' : `, and the next call may cost ${call}`}.`,
    ofDay: 'This is the budget of the day: it begins anew at 00:00 UTC, and the setting BUDGET_DAY_USD raises it.',
    spent: (used: string, budget: string) => `Used so far: ${used} of ${budget}.`,
    spentOpen: 'Calls under way count with the most they can cost.',
    field: 'New budget in US dollars',
    raise: 'Raise the budget',
    set: 'Set the budget',
    tooLow: (used: string) => `More than ${used}, which is used already.`,
    raised: (budget: string) => `The budget is now ${budget}`,
    laneHint: 'Raise the budget above the variations and this one goes on by itself.',
    close: 'Close',
    announced: (index: number) => `Variation ${index + 1} is parked: the budget is used up.`,
  },
  backends: {
    heading: 'Model servers',
    reachable: 'reachable',
    unreachable: 'not reachable',
    unknown: 'not called yet',
    warm: 'model loaded',
    cold: 'model not loaded',
    queue: (count: number) => (count === 0 ? 'nobody waiting' : `${count} waiting`),
    serverQueue: (count: number) => `${count} on the server`,
    lastError: (ago: string, message: string) => `Last error ${ago}: ${message}`,
    circuits,
  },
} as const
