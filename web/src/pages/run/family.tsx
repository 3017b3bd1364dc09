import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Artifact, Run } from '#contract/api.ts'
import type { Parent } from '#contract/event.ts'
import { runs } from '../../api/runs.ts'
import { Logo } from '../../components/logo.tsx'
import { runPagePath } from '../../router.ts'
import { laneFromSnapshot } from '../../run/lane-snapshot.ts'
import { pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { useRun } from './run-context.ts'

/** Where the run comes from and what grew out of it. Children are shown as far as a row holds them. */
const MOST_CHILDREN = 6

export function Family() {
  const parents = useRun((run) => run.parents)
  const children = useRun((run) => run.children)
  if (parents.length === 0 && children.length === 0) return null
  return (
    <nav aria-label={strings.run.family} class="mb-4 flex flex-wrap items-center gap-x-8 gap-y-3 text-sm">
      {parents.length > 0 && (
        <Row label={strings.run.grownFrom}>
          {parents.map((parent) => (
            <Relative key={`${parent.run} ${parent.variation}`} id={parent.run} parent={parent} />
          ))}
        </Row>
      )}
      {children.length > 0 && (
        <Row label={strings.run.grewInto}>
          {children.slice(-MOST_CHILDREN).map((id) => (
            <Relative key={id} id={id} parent={null} />
          ))}
        </Row>
      )}
    </nav>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: preact.ComponentChildren }) {
  return (
    <div class="flex flex-wrap items-center gap-3">
      <span class="text-soft">{label}</span>
      {children}
    </div>
  )
}

interface RelativeProps {
  readonly id: string
  /** Set for a parent: which of its pictures, and how far from it. */
  readonly parent: Parent | null
}

function Relative({ id, parent }: RelativeProps) {
  const run = useSignal<Run | null>(null)
  const isGone = useSignal(false)
  useEffect(() => {
    const leaving = new AbortController()
    runs.get(id, { signal: leaving.signal }).then(
      (loaded) => {
        run.value = loaded
      },
      () => {
        isGone.value = true
      },
    )
    return () => leaving.abort()
  }, [id, run, isGone])

  if (isGone.value) return <span class="text-soft italic">{strings.run.parentGone}</span>
  const { name, picture } = parent ? parentFace(run.value, parent) : childFace(run.value)
  const label = parent?.strength ? strings.run.parent(name, strings.lane[parent.strength].toLowerCase()) : name
  return (
    <a
      href={runPagePath(id)}
      class="flex items-center gap-2.5 rounded-full border border-line bg-surface py-1 pr-4 pl-1 font-semibold hover:border-edge"
    >
      <span class="pond grid size-11 place-items-center overflow-hidden rounded-full">
        {picture ? <img src={picture.href} width={44} height={44} alt="" /> : <Logo class="w-8" />}
      </span>
      {label}
    </a>
  )
}

interface Face {
  readonly name: string
  readonly picture: Artifact | null
}

function parentFace(run: Run | null, parent: Parent): Face {
  const variation = run?.variations[parent.variation]
  if (!variation) return { name: strings.picture.noDesign, picture: null }
  const picture = pictureOf(laneFromSnapshot(variation), parent.attempt)
  return { name: variation.design?.name ?? strings.picture.noDesign, picture }
}

/** A child is known by its pick, else by its first picture. */
function childFace(run: Run | null): Face {
  const shown = run?.variations[run.pick?.variation ?? 0]
  const picture = shown ? pictureOf(laneFromSnapshot(shown)) : null
  return { name: (run?.pick && shown?.design?.name) || strings.run.child, picture }
}
