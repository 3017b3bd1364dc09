import type { BatchMetric, BatchRowState, BatchSelection, BatchStatus } from '#contract/batch.ts'

const count = (value: number, one: string, many: string) => `${value.toLocaleString('en')} ${value === 1 ? one : many}`
const rows = (value: number) => count(value, 'row', 'rows')

const statuses: Record<BatchStatus, string> = {
  running: 'Running',
  paused: 'Paused',
  cancelling: 'Stopping',
  ended: 'Ended',
}
const rowStates: Record<BatchRowState, string> = {
  queued: 'Queued',
  running: 'Designing',
  succeeded: 'Done',
  partial: 'Partly done',
  failed: 'Failed',
  cancelled: 'Cancelled',
}
const metrics: Record<BatchMetric, string> = {
  duration: 'the shortest work',
  cost: 'the lowest cost',
  distance: 'the most unlike its siblings',
}

/** What people read about batches; with the pages about them it is fetched when one is opened. */
export const batchStrings = {
  statuses,
  rowStates,
  rows,
  list: {
    title: 'Batches · Axoloom',
    heading: 'Batches',
    lead: 'Many briefs in one file: a run is made of each line, and what you choose comes back as one download.',
    past: 'Your batches',
    loading: 'Loading your batches…',
    empty: 'No batch yet',
    emptyHint: 'Send a file above, and it appears here.',
    more: 'Show older batches',
  },
  form: {
    legend: 'A new batch',
    file: 'File',
    fileHint: 'JSON lines or CSV, up to 10,000 rows and 64 MiB',
    choose: 'Choose a file',
    change: 'Another file',
    noFile: 'Choose a file first.',
    name: 'Name',
    nameHint: 'Empty: the name of the file.',
    selection: 'Who chooses?',
    selections: [
      ['none', 'I choose by hand'],
      ['first', 'The first that succeeds'],
      ['best-by:duration', `By rule: ${metrics.duration}`],
      ['best-by:cost', `By rule: ${metrics.cost}`],
      ['best-by:distance', `By rule: ${metrics.distance}`],
    ] as const,
    partial: 'Leave bad lines out instead of refusing the file',
    start: 'Start the batch',
    sending: 'Sending…',
    example: 'What a file looks like',
    exampleLines: [
      '{"customId": "baker", "brief": "An axolotl who runs a night bakery", "variations": 2}',
      '{"customId": "keeper", "brief": "A shy lighthouse keeper with a telescope", "variations": 2}',
    ].join('\n'),
    exampleHint: 'CSV has the same names in its first line: customId, brief, variations…',
    firstFaults: (shown: number, all: number) => `The first ${shown} of ${all.toLocaleString('en')} faults:`,
    line: (line: string, field: string) => (field === '' ? `Line ${line}` : `Line ${line}, ${field}`),
  },
  page: {
    loading: 'Opening the batch…',
    missing: 'This batch does not exist, or it belongs to somebody else.',
    back: 'All batches',
    unnamed: 'Unnamed batch',
    rule: (selection: BatchSelection) =>
      'metric' in selection
        ? `Chosen by rule: ${metrics[selection.metric]}`
        : selection.rule === 'first'
          ? 'Chosen by rule: the first that succeeds'
          : 'Chosen by hand',
    leftOut: (value: number) => `${count(value, 'line was', 'lines were')} left out`,
    leftOutMany: 'A hundred lines or more were left out',
    progress: 'Progress',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Stop',
    retry: (value: number) => `Retry ${rows(value)}`,
    retryHint: 'Only what failed is done again.',
    download: 'Download',
    formats: [
      ['zip', 'Pictures and data (zip)'],
      ['csv', 'Table (CSV)'],
      ['jsonl', 'JSON lines'],
    ] as const,
    sheetPicture: 'This page as a picture',
    cancelHeading: 'Stop this batch?',
    cancelText: 'Rows that wait will not start. What becomes of those that run?',
    cancelFinish: 'Let them finish',
    cancelStop: 'Stop them too',
    cancelBack: 'Do not stop',
  },
  sheet: {
    heading: 'Rows',
    filter: 'State',
    any: 'All rows',
    keys: 'j and k move between rows, 1 to 9 choose, 0 takes a choice back.',
    none: 'No row is in this state',
    noneHint: 'Choose another state to see the others.',
    showAll: 'Show all rows',
    previous: 'Previous rows',
    next: 'Next rows',
    page: (first: number, last: number, total: number) =>
      `${first.toLocaleString('en')}–${last.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    some: (first: number, last: number) => `${first.toLocaleString('en')}–${last.toLocaleString('en')}`,
    row: (line: number) => `Line ${line.toLocaleString('en')}`,
    openRun: (customId: string) => `Open the run of ${customId}`,
    open: 'Open',
    waiting: 'It waits for its turn.',
    neverStarted: 'The batch was stopped before its turn.',
    gone: 'Its run was deleted.',
    choose: (index: number, name: string, customId: string) =>
      `Choose variation ${index + 1}, ${name}, for ${customId}`,
    empty: (index: number, state: string) => `Variation ${index + 1}: ${state}`,
    unnamed: 'an axolotl',
    chosen: (index: number, name: string) => `Chosen: ${index + 1} · ${name}`,
    noChoice: 'Nothing chosen yet',
  },
  toast: {
    noRow: 'Go to a row first: j and k move between them',
    noPicture: (index: number) => `Variation ${index + 1} has no picture to choose`,
  },
  announce: {
    chosen: (index: number, customId: string) => `Chose variation ${index + 1} for ${customId}.`,
    unchosen: (customId: string) => `Took back the choice for ${customId}.`,
    ended: (done: number, total: number) => `The batch is over: ${done} of ${total} done.`,
  },
  help: [
    [['j', 'k'], 'next, previous row (also ↓ ↑)'],
    [['←', '→'], 'the variations of a row'],
    [['1', '…', '9'], 'choose that variation, and go to the next row'],
    [['0'], 'take the choice back'],
    [['o'], 'open the run'],
    [['n', 'p'], 'next, previous rows of the batch'],
  ] as const,
} as const
