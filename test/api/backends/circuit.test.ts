import { describe, expect, it } from 'vitest'
import { Circuit } from '../../../api/backends/circuit.ts'

/** A circuit on a clock that stands still, after so many failures in a row. */
function circuitAfter(failures: number) {
  const clock = { ms: 1000 }
  const circuit = new Circuit({ now: () => clock.ms })
  for (let i = 0; i < failures; i++) circuit.failed()
  return { circuit, clock }
}

describe('a circuit', () => {
  it('lets calls through up to the fourth failure in a row', () => {
    const { circuit } = circuitAfter(4)
    expect(circuit.enter()).toBeNull()
    expect(circuit.state).toBe('closed')
  })

  it('opens with the fifth, and says for how long', () => {
    const { circuit, clock } = circuitAfter(5)
    expect(circuit.state).toBe('open')
    clock.ms += 4000
    expect(circuit.enter()).toBe(6000)
  })

  it('counts failures in a row only', () => {
    const { circuit } = circuitAfter(4)
    circuit.succeeded()
    circuit.failed()
    expect(circuit.state).toBe('closed')
  })

  it('lets one call try after ten seconds, and no second beside it', () => {
    const { circuit, clock } = circuitAfter(5)
    clock.ms += 10_000
    expect(circuit.state).toBe('half-open')
    expect(circuit.enter()).toBeNull()
    expect(circuit.state).toBe('half-open')
    expect(circuit.enter()).toBe(10_000)
  })

  it('closes when the trial succeeds', () => {
    const { circuit, clock } = circuitAfter(5)
    clock.ms += 10_000
    circuit.enter()
    circuit.succeeded()
    expect(circuit.state).toBe('closed')
    expect([circuit.enter(), circuit.enter()]).toEqual([null, null])
  })

  it('stays open for another ten seconds when the trial fails', () => {
    const { circuit, clock } = circuitAfter(5)
    clock.ms += 10_000
    circuit.enter()
    clock.ms += 500
    circuit.failed()
    expect(circuit.state).toBe('open')
    expect(circuit.enter()).toBe(10_000)
  })

  it('is not blocked by a trial that nobody reports on', () => {
    const { circuit, clock } = circuitAfter(5)
    clock.ms += 10_000
    circuit.enter()
    clock.ms += 10_000
    expect(circuit.enter()).toBeNull()
  })
})
