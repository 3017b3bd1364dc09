import { setting } from './setting.ts'
import { Flag } from './setting-values.ts'

/** Where events may be sent. */
export const webhookSettings = {
  WEBHOOK_ALLOW_PRIVATE: setting(Flag, {
    help: 'With true webhooks may be sent to addresses of private networks; only where every caller is trusted',
    allowed: 'true or false',
    default: 'false',
  }),
}
