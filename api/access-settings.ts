import { z } from 'zod'
import { open, type SettingNote } from './setting.ts'
import { Whole } from './setting-values.ts'

/** What one owner may use. Without a setting there is no bound. */
export const accessSettings = {
  LIMIT_REQUESTS_PER_MINUTE: open(Whole.pipe(z.int().min(0).max(1_000_000)), {
    help: 'Most calls a minute with one key, or from one address without one; 0 is no limit, streams are not counted',
    allowed: 'a whole number from 0 to 1000000',
    default: '600 with API_KEYS, else unset',
  }),
  LIMIT_RUNS_PER_HOUR: bound('Most runs that one owner may start in an hour'),
  LIMIT_TOKENS_PER_DAY: bound('Most tokens that the models of one owner may take and give on a day (UTC)'),
  LIMIT_PICTURES_PER_DAY: bound('Most pictures that image servers may draw for one owner on a day (UTC)'),
  LIMIT_LIVE_RUNS: bound('Most runs of one owner that are going on at the same time'),
  LIMIT_READERS: bound('Most event streams that one owner may have open at the same time'),
  LIMIT_STORED_BYTES: bound('Most bytes of pictures that one owner may keep; the same picture counts once'),
}

function bound(help: string) {
  const note: SettingNote = { help, allowed: 'a whole number from 1 to 9007199254740991', default: 'unset' }
  return open(Whole.pipe(z.int().min(1)), note)
}
