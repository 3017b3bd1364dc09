import { z } from 'zod'
import { open, setting } from './setting.ts'
import { Whole } from './setting-values.ts'

// a hundred years: as good as for ever
const Days = Whole.pipe(z.int().min(1).max(36_500))
const allowed = 'whole days from 1 to 36500'

/** How long things are kept; without a setting for ever. */
export const retentionSettings = {
  RETAIN_RUNS_DAYS: open(Days, {
    help: 'Days after which an ended run or batch is removed with everything of it',
    allowed,
    default: 'unset, for ever',
  }),
  RETAIN_LOGS_DAYS: open(Days, {
    help: 'Days after which the events and thoughts of an ended run or batch are removed; it stays with its pictures',
    allowed,
    default: 'unset, for ever',
  }),
  RETAIN_PREVIEWS_DAYS: open(Days, {
    help: 'Days after which the previews of an ended run are removed, the pictures shown while a render was being made',
    allowed,
    default: 'unset, for ever',
  }),
  RETAIN_DELIVERIES_DAYS: setting(Days, {
    help: 'Days after which what was told to webhooks is removed',
    allowed,
    default: '30',
  }),
}
