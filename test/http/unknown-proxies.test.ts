import { afterEach, expect, it } from 'vitest'
import type { DoctorReport, Finding } from '../../contract/doctor.ts'
import { bearer } from '../support/api-caller.ts'
import { createApp, type PublicApi, startPublicApi } from '../support/public-api.ts'

const KEY = 'axo_0123456789abcdef'

let api: PublicApi
afterEach(() => api.close())

async function findingAt(url: string): Promise<Finding | undefined> {
  const report = (await (await fetch(`${url}/v1/doctor`, { headers: bearer(KEY) })).json()) as DoctorReport
  return report.findings.find(({ id }) => id === 'proxy')
}

const callFor = (url: string) => fetch(`${url}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.1' } })

it('the doctor names a proxy that is not trusted with the setting that mends it, which does', async () => {
  api = await startPublicApi({ env: { API_KEYS: KEY } })
  expect(await findingAt(api.url)).toMatchObject({ state: 'ok' })
  await (await callFor(api.url)).text()
  await (await callFor(api.url)).text()
  const found = await findingAt(api.url)
  expect(found).toMatchObject({
    ...{ area: 'network', state: 'warning', isSafeToFix: false },
    what: 'Callers come by way of 127.0.0.1, which is not trusted: they share its address.',
    cause: expect.stringMatching(/^2 of its calls/),
    fix: { command: 'TRUST_PROXY=127.0.0.1 npm start' },
  })

  const [setting = '', value = ''] = found?.fix?.command?.split(' ')[0]?.split('=') ?? []
  const mended = await createApp(api.store, { env: { API_KEYS: KEY, [setting]: value } })
  const url = await mended.listen({ host: '127.0.0.1', port: 0 })
  await (await callFor(url)).text()
  expect(await findingAt(url)).toMatchObject({ state: 'ok' })
  await mended.close()
})
