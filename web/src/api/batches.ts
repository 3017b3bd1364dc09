import { batchClient } from '#contract/client/batches.ts'
import { signedIn } from './call.ts'

/** The calls about batches; each throws ApiProblem. */
export const batches = batchClient(signedIn)

const pathOf = (id: string) => `/v1/batches/${encodeURIComponent(id)}`

export const resultsPath = (id: string, format: 'jsonl' | 'csv' | 'zip') => `${pathOf(id)}/results?format=${format}`
export const sheetPicturePath = (id: string, page: number) => `${pathOf(id)}/contact-sheet.png?page=${page}`
