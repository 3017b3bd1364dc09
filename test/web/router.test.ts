import { describe, expect, it } from 'vitest'
import { batchPagePath, parsePath, runPagePath } from '../../web/src/router.ts'

const id = '01jd0000000000000000000000'

describe('the router', () => {
  it.each([
    ['/', { page: 'home' }],
    [`/runs/${id}`, { page: 'run', id }],
    [`/runs/${id}/`, { page: 'run', id }],
    ['/batches', { page: 'batches' }],
    ['/batches/', { page: 'batches' }],
    [`/batches/${id}`, { page: 'batch', id }],
    ['/batches/a/b', { page: 'missing' }],
    ['/doctor', { page: 'doctor' }],
    ['/doctor/x', { page: 'missing' }],
    ['/runs/', { page: 'missing' }],
    ['/runs/a/b', { page: 'missing' }],
    ['/runs/..%2f', { page: 'missing' }],
    ['/docs', { page: 'missing' }],
    ['/nowhere', { page: 'missing' }],
  ])('reads %s', (path, route) => {
    expect(parsePath(path)).toEqual(route)
  })

  it('reads what it writes', () => {
    expect(parsePath(runPagePath(id))).toEqual({ page: 'run', id })
    expect(parsePath(batchPagePath(id))).toEqual({ page: 'batch', id })
  })
})
