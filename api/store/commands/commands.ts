import type { Tx } from '../writer/transaction.ts'
import { addArtifact } from './artifact.ts'
import { endAttempt, ingest, launchAttempt, markRemoved, startAttempt, stopAttempt, waitAttempt } from './attempt.ts'
import { cancelBatch, endBatch, pauseBatch, resumeBatch, retryBatch, waitBatch } from './batch-changes.ts'
import { admitRow, cancelRows, endRow } from './batch-rows.ts'
import { addBatchRows, beginBatch, discardBatch, startBatch } from './batch-staging.ts'
import { beginCall, setCallHandle, settleCall } from './call.ts'
import { cancelRun, cancelVariation } from './cancel.ts'
import { chooseRow } from './choose-row.ts'
import { claimAttempt, finishAttempt, useToken } from './claim.ts'
import { createRun } from './create-run.ts'
import { forgetAnswers } from './idempotent.ts'
import { keepGatewayPort, probe } from './installation.ts'
import { createKey, noteKeyUse, revokeKey } from './keys.ts'
import { settleLostCalls, settleOverdueCalls } from './lost-calls.ts'
import { patchRun } from './patch-run.ts'
import { pickVariation, unpickVariation } from './pick.ts'
import { showProgress } from './progress.ts'
import { deleteBatch, giveUpBatches, removeBatch, restoreBatch } from './remove-batch.ts'
import { deleteRun, removeRun, restoreRun } from './remove-run.ts'
import {
  expireBatch,
  expireDeliveries,
  expireEvents,
  expirePreviews,
  expireRun,
  giveUpDeliveries,
  removeWebhook,
} from './retention.ts'
import { retryVariation } from './retry.ts'
import { redeliverWebhook, settleDelivery } from './webhook-deliveries.ts'
import { createWebhook, deleteWebhook, patchWebhook, rotateWebhookSecret } from './webhooks.ts'

/** Every change the store knows, by name: the writer thread runs each in a transaction of its own. */
export const commandTable = {
  addArtifact,
  addBatchRows,
  admitRow,
  beginBatch,
  beginCall,
  cancelBatch,
  cancelRows,
  cancelRun,
  cancelVariation,
  chooseRow,
  claimAttempt,
  createKey,
  createRun,
  createWebhook,
  deleteBatch,
  deleteRun,
  discardBatch,
  deleteWebhook,
  endAttempt,
  expireBatch,
  expireDeliveries,
  expireEvents,
  expirePreviews,
  expireRun,
  endBatch,
  endRow,
  finishAttempt,
  forgetAnswers,
  giveUpBatches,
  giveUpDeliveries,
  ingest,
  keepGatewayPort,
  launchAttempt,
  markRemoved,
  noteKeyUse,
  patchRun,
  pauseBatch,
  patchWebhook,
  pickVariation,
  probe,
  redeliverWebhook,
  removeBatch,
  removeRun,
  removeWebhook,
  restoreBatch,
  restoreRun,
  resumeBatch,
  retryBatch,
  retryVariation,
  revokeKey,
  rotateWebhookSecret,
  setCallHandle,
  settleCall,
  settleDelivery,
  settleLostCalls,
  settleOverdueCalls,
  showProgress,
  startAttempt,
  startBatch,
  stopAttempt,
  unpickVariation,
  useToken,
  waitAttempt,
  waitBatch,
}

export type CommandTable = typeof commandTable
export type CommandName = keyof CommandTable
export type CommandArgs<K extends CommandName> = Parameters<CommandTable[K]>[1]
export type CommandValue<K extends CommandName> = ReturnType<CommandTable[K]>

/** The same, for the thread, which gets names and arguments over a port. */
export const commands: Readonly<Record<string, (tx: Tx, args: never) => unknown>> = commandTable
