import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { WatchEvent } from '../../../../api/runner/kubernetes/kube-api.ts'
import { isNewer, ResourceLevel } from '../../../../api/runner/kubernetes/resource-level.ts'

interface Thing {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string }
}

const thing = (uid: string, version: number): Thing => ({ metadata: { uid, resourceVersion: String(version) } })
const list = (version: number, ...items: Thing[]) => ({ items, resourceVersion: String(version) })
const told = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Thing): WatchEvent<Thing> => ({ type, object })
const names = (level: ResourceLevel<Thing>) =>
  [...level.objects()].map(({ metadata }) => `${metadata.uid}@${metadata.resourceVersion}`).sort()

describe('the level of a collection', () => {
  let changes: string[]
  let level: ResourceLevel<Thing>
  beforeEach(() => {
    changes = []
    level = new ResourceLevel<Thing>({
      onChange: ({ metadata }, isGone) =>
        changes.push(`${isGone ? '-' : '+'}${metadata.uid}@${metadata.resourceVersion}`),
    })
  })

  it('tells what is new, what has changed and what is gone, each once', () => {
    level.restart(list(10, thing('a', 5), thing('b', 6)))
    level.tell(told('MODIFIED', thing('a', 11)))
    level.tell(told('ADDED', thing('c', 12)))
    level.tell(told('DELETED', thing('b', 13)))
    level.compare(list(13, thing('a', 11), thing('c', 12)))
    level.restart(list(13, thing('a', 11), thing('c', 12)))
    expect(changes).toEqual(['+a@5', '+b@6', '+a@11', '+c@12', '-b@13'])
    expect(level.version).toBe('13')
  })

  it('begins the next watch behind a bookmark', () => {
    level.restart(list(10))
    level.tell({ type: 'BOOKMARK', resourceVersion: '99' })
    expect(level.version).toBe('99')
  })

  it('compares versions as numbers of any length', () => {
    expect(isNewer('100', '99')).toBe(true)
    expect(isNewer('99', '100')).toBe(false)
    expect(isNewer('99', '99')).toBe(false)
    expect(isNewer('18446744073709551616', '18446744073709551615')).toBe(true)
  })

  describe('compared with a list that is older than the watch', () => {
    it('keeps what was made since', () => {
      level.restart(list(10))
      level.tell(told('ADDED', thing('a', 12)))
      expect(level.compare(list(11))).toBe(0)
      expect(names(level)).toEqual(['a@12'])
    })

    it('keeps what has changed since', () => {
      level.restart(list(10, thing('a', 5)))
      level.tell(told('MODIFIED', thing('a', 12)))
      expect(level.compare(list(11, thing('a', 5)))).toBe(0)
      expect(names(level)).toEqual(['a@12'])
    })

    it('does not bring back what is gone since', () => {
      level.restart(list(10, thing('a', 5)))
      level.tell(told('DELETED', thing('a', 12)))
      expect(level.compare(list(11, thing('a', 5)))).toBe(0)
      expect(names(level)).toEqual([])
    })

    it('keeps what a create has answered since', () => {
      level.restart(list(10))
      level.note(thing('a', 12))
      expect(level.compare(list(11))).toBe(0)
      expect(names(level)).toEqual(['a@12'])
    })
  })

  describe('compared with a list that is newer than the watch', () => {
    it('takes what the watch has not told, and is not moved when it does', () => {
      level.restart(list(10, thing('a', 5), thing('b', 6)))
      expect(level.compare(list(20, thing('a', 15), thing('c', 16)))).toBe(3)
      changes = []
      level.tell(told('MODIFIED', thing('b', 14)))
      level.tell(told('MODIFIED', thing('a', 15)))
      level.tell(told('ADDED', thing('c', 16)))
      expect(changes).toEqual([])
      expect(names(level)).toEqual(['a@15', 'c@16'])
    })

    it('does not take what was made and removed before the list, from a watch that ends in between', () => {
      level.restart(list(10))
      level.compare(list(20))
      level.tell(told('ADDED', thing('a', 15)))
      level.beginWatch()
      expect(names(level)).toEqual([])
    })

    it('still learns the last state of what is gone', () => {
      level.restart(list(10, thing('a', 5)))
      level.compare(list(20))
      level.tell(told('DELETED', thing('a', 17)))
      expect(changes).toEqual(['+a@5', '-a@5', '-a@17'])
      level.tell(told('MODIFIED', thing('a', 16)))
      expect(names(level)).toEqual([])
    })
  })

  it('takes back what left the selection and came again', () => {
    level.restart(list(10, thing('a', 5)))
    level.tell(told('DELETED', thing('a', 11)))
    level.tell(told('ADDED', thing('a', 12)))
    expect(names(level)).toEqual(['a@12'])
  })

  it('believes the list after a restart, also when the cluster counts from an earlier version', () => {
    level.restart(list(900, thing('a', 700), thing('b', 800)))
    level.beginRestart()
    level.restart(list(20, thing('a', 10)))
    expect(names(level)).toEqual(['a@10'])
    expect(level.version).toBe('20')
  })

  it('keeps through a restart only what was noted while it was under way', () => {
    level.restart(list(10))
    level.note(thing('before', 11))
    level.beginRestart()
    level.note(thing('during', 13))
    level.restart(list(12))
    expect(names(level)).toEqual(['during@13'])
  })

  it('keeps no more than it may, the newest', () => {
    const gone: string[] = []
    const small = new ResourceLevel<Thing>({
      maxObjects: 2,
      isWanted: ({ metadata }) => metadata.uid !== 'x',
      onChange: ({ metadata }, isGone) => isGone && gone.push(metadata.uid),
    })
    small.restart(list(10, thing('c', 3), thing('a', 1), thing('b', 2), thing('x', 9)))
    expect(names(small)).toEqual(['b@2', 'c@3'])
    small.tell(told('ADDED', thing('d', 11)))
    small.tell(told('ADDED', thing('x', 12)))
    expect(names(small)).toEqual(['c@3', 'd@11'])
    expect(gone).toEqual(['b'])
    expect(small.version).toBe('12')
    expect(small.compare(list(12, thing('a', 1), thing('b', 2), thing('c', 3), thing('d', 11)))).toBe(0)
  })

  // Lists arrive late and watches lag, in any order; in the end the level is the truth, and on the way nothing goes back.
  it('ends at the truth whatever comes when', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), uid: fc.constantFrom('a', 'b', 'c') }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), uid: fc.constantFrom('a', 'b', 'c') }) },
      { weight: 2, arbitrary: fc.constant({ do: 'ask-list' as const }) },
      { weight: 2, arbitrary: fc.constant({ do: 'get-list' as const }) },
      { weight: 4, arbitrary: fc.constant({ do: 'get-event' as const }) },
      { weight: 1, arbitrary: fc.constant({ do: 'new-watch' as const }) },
      { weight: 1, arbitrary: fc.constant({ do: 'bookmark' as const }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('create-and-note' as const), uid: fc.constantFrom('d', 'e') }),
      },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const seen = new Map<string, number>()
        const subject = new ResourceLevel<Thing>({
          onChange: ({ metadata }, isGone) => {
            const version = Number(metadata.resourceVersion)
            if (!isGone) expect(version).toBeGreaterThan(seen.get(metadata.uid) ?? 0)
            seen.set(metadata.uid, Math.max(version, seen.get(metadata.uid) ?? 0))
          },
        })
        const truth = new Map<string, Thing>()
        const history: { version: number; event: WatchEvent<Thing> }[] = []
        let version = 1
        let watchedTo = 0
        let asked: ReturnType<typeof list>[] = []
        const write = (uid: string) => {
          const object = thing(uid, ++version)
          history.push({ version, event: told(truth.has(uid) ? 'MODIFIED' : 'ADDED', object) })
          truth.set(uid, object)
          return object
        }
        const nextEvent = () => {
          const next = history.find((entry) => entry.version > watchedTo)
          if (next === undefined) return false
          watchedTo = next.version
          subject.tell(next.event)
          return true
        }
        subject.restart(list(version))
        watchedTo = version
        for (const each of steps) {
          if (each.do === 'write') write(each.uid)
          if (each.do === 'create-and-note' && !truth.has(each.uid)) subject.note(write(each.uid))
          if (each.do === 'delete' && truth.delete(each.uid)) {
            history.push({ version: ++version, event: told('DELETED', thing(each.uid, version)) })
          }
          if (each.do === 'ask-list') asked.push(list(version, ...truth.values()))
          if (each.do === 'get-list') {
            const [first] = asked
            asked = asked.slice(1)
            if (first !== undefined) subject.compare(first)
          }
          if (each.do === 'get-event') nextEvent()
          if (each.do === 'bookmark') subject.tell({ type: 'BOOKMARK', resourceVersion: String(watchedTo) })
          if (each.do === 'new-watch') {
            subject.beginWatch()
            watchedTo = Number(subject.version)
          }
        }
        while (nextEvent());
        expect(names(subject)).toEqual(
          [...truth.values()].map((o) => `${o.metadata.uid}@${o.metadata.resourceVersion}`).sort(),
        )
      }),
      { numRuns: 1000 },
    )
  })
})
