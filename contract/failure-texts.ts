import type { FailureReason } from './reason.ts'

interface FailureText {
  /** One plain sentence for a person who knows nothing of the machinery. */
  readonly sentence: string
  /** What that person can do next. */
  readonly nextStep: string
  readonly isRetryable: boolean
}

/** The words shown for each failure, and whether trying again can help. */
export const failureTexts: Readonly<Record<FailureReason, FailureText>> = {
  oom: {
    sentence: 'The agent ran out of memory.',
    nextStep: 'Retry it, or give agents more memory.',
    isRetryable: true,
  },
  evicted: {
    sentence: 'The machine had to make room and stopped the agent.',
    nextStep: 'Retry it; another machine may have room.',
    isRetryable: true,
  },
  'node-lost': {
    sentence: 'The machine the agent ran on went away.',
    nextStep: 'Retry it on another machine.',
    isRetryable: true,
  },
  deadline: {
    sentence: 'The agent took longer than it may.',
    nextStep: 'Retry it, or raise ATTEMPT_DEADLINE_S.',
    isRetryable: true,
  },
  'queue-deadline': {
    sentence: 'No place to run became free within an hour.',
    nextStep: 'Retry it when fewer runs are under way, or raise MAX_ATTEMPTS.',
    isRetryable: true,
  },
  'image-unavailable': {
    sentence: 'The agent image could not be pulled.',
    nextStep: 'Check AGENT_IMAGE and the pull secret, then retry.',
    isRetryable: true,
  },
  config: {
    sentence: 'The agent could not be started with these settings.',
    nextStep: 'Read the message, mend the setting it names, then retry.',
    isRetryable: false,
  },
  'agent-exit': {
    sentence: 'The agent stopped before it was done.',
    nextStep: 'Retry it; if it happens again, read its log.',
    isRetryable: true,
  },
  vanished: {
    sentence: 'The agent is gone and left no exit code.',
    nextStep: 'Retry it; the machine may have been restarted.',
    isRetryable: true,
  },
  deleted: {
    sentence: 'Someone deleted the agent while it worked.',
    nextStep: 'Retry it.',
    isRetryable: true,
  },
  'output-limit': {
    sentence: 'The agent printed more than it may.',
    nextStep: 'Read the start of its log; a retry helps only if the cause was chance.',
    isRetryable: true,
  },
  'no-result': {
    sentence: 'The agent ended without a design and a picture.',
    nextStep: 'Retry it; if it happens again, read its log.',
    isRetryable: true,
  },
  'model-unavailable': {
    sentence: 'The language model could not be reached.',
    nextStep: 'Check that the model server runs, then retry.',
    isRetryable: true,
  },
  'model-refused': {
    sentence: 'The language model declined this brief.',
    nextStep: 'Change the brief and start a new run.',
    isRetryable: false,
  },
  'render-failed': {
    sentence: 'The picture could not be rendered.',
    nextStep: 'Check the image server, then retry.',
    isRetryable: true,
  },
  budget: {
    sentence: 'The budget is used up.',
    nextStep: 'Raise the budget, then retry.',
    isRetryable: true,
  },
  content: {
    sentence: 'The result was held back by the content rules.',
    nextStep: 'Change the brief and start a new run.',
    isRetryable: false,
  },
  storage: {
    sentence: 'There was no room to store the work.',
    nextStep: 'Free disk space, then retry.',
    isRetryable: true,
  },
  internal: {
    sentence: 'Something went wrong inside Axoloom.',
    nextStep: 'Retry it; if it happens again, report the message.',
    isRetryable: true,
  },
}
