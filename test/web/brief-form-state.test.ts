import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CreateRun } from '#contract/api.ts'
import { backends } from '../../web/src/api/backends.ts'
import { brief, budgetText, count, requestOf, setDirection } from '../../web/src/pages/home/brief-form-state.ts'
import { isMixed, laneWishes, runWish, setLaneWish, setRunWish } from '../../web/src/pages/home/model-choice.ts'
import { fakeBackends } from '../support/fake-model-race.ts'

const noWish = { designer: null, model: '', renderer: null }

beforeEach(() => {
  brief.value = 'A baker'
  count.value = 2
  backends.value = fakeBackends()
})
afterEach(() => {
  runWish.value = noWish
  laneWishes.value = []
  isMixed.value = false
  budgetText.value = ''
  setDirection(1, '')
})

function request() {
  const wanted = requestOf()
  expect(CreateRun.safeParse(wanted).success).toBe(true)
  return wanted
}

describe('the request of the form', () => {
  it('names no model, designer or renderer that nobody chose', () => {
    expect(request()).toEqual({ brief: 'A baker', variations: 2 })
  })

  it('names what was chosen for all', () => {
    setRunWish({ designer: 'claude' })
    setRunWish({ model: ' claude-opus-5-5 ', renderer: 'sketch' })
    budgetText.value = '$0.50'
    expect(request()).toEqual({
      brief: 'A baker',
      variations: 2,
      designer: 'claude',
      model: 'claude-opus-5-5',
      renderer: 'sketch',
      budgetUsd: 0.5,
    })
  })

  it('forgets the model with its designer', () => {
    setRunWish({ designer: 'claude', model: 'claude-opus-5-5' })
    setRunWish({ designer: 'ollama' })
    expect(request()).not.toHaveProperty('model')
  })

  it('says everything at each lane when they are mixed, so that none gets the model of another designer', () => {
    setRunWish({ designer: 'claude' })
    setRunWish({ model: 'claude-opus-5-5' })
    isMixed.value = true
    setLaneWish(1, { designer: 'ollama' })
    setDirection(1, 'Noir')
    expect(request()).toEqual({
      brief: 'A baker',
      variations: [
        { designer: 'claude', model: 'claude-opus-5-5' },
        { direction: 'Noir', designer: 'ollama' },
      ],
    })
  })

  it('keeps wishes for itself where the server has nothing to choose from any more', () => {
    setRunWish({ designer: 'claude' })
    budgetText.value = '0.50'
    backends.value = null
    expect(request()).toEqual({ brief: 'A baker', variations: 2 })
  })
})
