import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { type ZipSource, zipResults } from '../../../api/batches/results-zip.ts'
import type { BatchResult } from '../../../contract/batch-result.ts'
import { readZip } from '../../support/read-zip.ts'
import { each, sampleResult, sampleVariation } from './support/results.ts'

const at = new Date('2026-11-22T02:00:00Z')
const bytesOf = (id: string) => Buffer.from(`bytes of ${id}`)

function sourceOf(results: readonly BatchResult[], given: Partial<ZipSource> = {}): ZipSource {
  return {
    results: () => each(results),
    picture: async ({ id }) => bytesOf(id),
    at,
    isChosenOnly: false,
    ...given,
  }
}

async function unzip(source: ZipSource): Promise<Map<string, Buffer>> {
  return readZip(await buffer(zipResults(source, new AbortController().signal)))
}

describe('the zip of a batch', () => {
  it('holds every picture, and texts that say where each one is', async () => {
    const results = [sampleResult(0), sampleResult(1, { choice: null })]
    const files = await unzip(sourceOf(results))
    expect([...files.keys()]).toEqual([
      'pictures/0001-row-0/1-miso-0.png',
      'pictures/0001-row-0/2-miso-1-chosen.png',
      'pictures/0002-row-1/1-miso-0.png',
      'pictures/0002-row-1/2-miso-1.png',
      'metadata.json',
      'results.csv',
    ])
    const metadata = JSON.parse(files.get('metadata.json')!.toString())
    expect(metadata).toHaveLength(2)
    for (const { variations } of metadata)
      for (const { file, picture } of variations) expect(files.get(file)).toEqual(bytesOf(picture.id))
    expect(files.get('results.csv')!.toString()).toContain('pictures/0001-row-0/2-miso-1-chosen.png\r\n')
  })

  it('holds the chosen ones alone on demand', async () => {
    const files = await unzip(sourceOf([sampleResult(0), sampleResult(1, { choice: null })], { isChosenOnly: true }))
    expect([...files.keys()].filter((name) => name.startsWith('pictures/'))).toEqual([
      'pictures/0001-row-0/2-miso-1-chosen.png',
    ])
  })

  it('goes on without a picture that is gone, and names none', async () => {
    const gone = sampleVariation(0)
    const picture: ZipSource['picture'] = async ({ id }) => (id === gone.picture?.id ? null : bytesOf(id))
    const files = await unzip(sourceOf([sampleResult(0, { variations: [gone, sampleVariation(1)] })], { picture }))
    const [{ variations }] = JSON.parse(files.get('metadata.json')!.toString())
    expect(variations.map(({ file }: { file: string | null }) => file)).toEqual([
      null,
      'pictures/0001-row-0/2-miso-1-chosen.png',
    ])
  })

  it('says nothing of rows that ended after their pictures were looked at', async () => {
    const results: ZipSource['results'] = (isFirst) =>
      each(isFirst ? [sampleResult(0)] : [sampleResult(0), sampleResult(1)])
    const files = await unzip(sourceOf([], { results }))
    expect(JSON.parse(files.get('metadata.json')!.toString())).toHaveLength(1)
  })

  it('is a zip also without any row', async () => {
    expect([...(await unzip(sourceOf([]))).keys()]).toEqual(['metadata.json', 'results.csv'])
  })

  it('holds few pictures in memory while nobody reads', async () => {
    let asked = 0
    const picture: ZipSource['picture'] = async () => {
      asked += 1
      return Buffer.alloc(100_000)
    }
    const stopping = new AbortController()
    const output = zipResults(
      sourceOf(
        Array.from({ length: 500 }, (_, row) => sampleResult(row)),
        { picture },
      ),
      stopping.signal,
    )
    await once(output, 'readable')
    // as long as anything can still happen by itself
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
    expect(asked).toBeLessThan(5)
    const failed = once(output, 'close')
    stopping.abort()
    await expect(failed).rejects.toThrow('aborted')
    expect(asked).toBeLessThan(5)
  })

  it('breaks off where the store fails, without a directory at its end', async () => {
    async function* broken(): AsyncGenerator<BatchResult> {
      yield sampleResult(0)
      throw new Error('the disk is gone')
    }
    const output = zipResults(sourceOf([], { results: broken }), new AbortController().signal)
    await expect(buffer(output)).rejects.toThrow('the disk is gone')
  })

  it('breaks off where only the second look fails', async () => {
    async function* broken(): AsyncGenerator<BatchResult> {
      yield sampleResult(0)
      throw new Error('the disk is gone')
    }
    const source = sourceOf([], { results: (isFirst) => (isFirst ? each([sampleResult(0)]) : broken()) })
    const output = zipResults(source, new AbortController().signal)
    await expect(buffer(output)).rejects.toThrow('the disk is gone')
  })
})
