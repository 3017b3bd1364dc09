import { open } from './setting.ts'
import { BaseUrl } from './setting-values.ts'

/** What the doctor is told that it cannot find out. */
export const doctorSettings = {
  PUBLIC_URL: open(BaseUrl, {
    help: 'How people reach Axoloom through whatever stands before it; the doctor tries that way',
    allowed: 'a URL that begins with http:// or https://, without user name and password',
    default: 'unset',
  }),
}
