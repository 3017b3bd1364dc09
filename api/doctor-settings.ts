import { z } from 'zod'
import { open } from './setting.ts'

/** What the doctor is told that it cannot find out. */
export const doctorSettings = {
  PUBLIC_URL: open(
    z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    {
      help: 'How people reach Axoloom through whatever stands before it; the doctor tries that way',
      allowed: 'a URL that begins with http:// or https://',
      default: 'unset',
    },
  ),
}
