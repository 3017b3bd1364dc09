import { describe, expect, it } from 'vitest'
import type { VariationPlan } from '../../../contract/event.ts'
import { settingsText } from '../../../web/src/pages/run/settings-text.ts'
import { emptyLane } from '../../../web/src/run/lane-state.ts'

const lane = (change: Partial<VariationPlan> = {}) =>
  emptyLane({ index: 0, direction: 'night', designer: 'scripted', renderer: 'sketch', model: null, seed: 1, ...change })

describe('what a run was started with', () => {
  it('is named when all lanes are made in one way', () => {
    expect(settingsText({ lanes: [lane(), lane()] })).toBe('2 variations, scripted + sketch')
    const asked = lane({ designer: 'ollama', model: 'qwen2.5:7b' })
    expect(settingsText({ lanes: [asked] })).toBe('1 variation, ollama + sketch (qwen2.5:7b)')
  })

  it('is only counted when they are made in several ways', () => {
    const lanes = [lane(), lane({ designer: 'ollama' }), lane({ designer: 'ollama' }), lane({ designer: 'claude' })]
    expect(settingsText({ lanes })).toBe('4 variations, made in 3 ways')
  })
})
