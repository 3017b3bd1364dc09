import { useEffect } from 'preact/hooks'
import { backends, loadBackends } from '../../api/backends.ts'
import { isSick } from '../../components/backend-facts.ts'
import { BackendList } from '../../components/backend-list.tsx'
import { FieldFault } from '../../components/field-fault.tsx'
import { faultOf } from './brief-form-state.ts'
import { designerOf, hasChoice, isMixed, laneWish, runWish, setRunWish } from './model-choice.ts'
import { WishFields } from './wish-fields.tsx'

/** What the run is made with. Absent where this server has nothing to choose from. */
export function ModelFields() {
  useEffect(() => {
    const leaving = new AbortController()
    void loadBackends(leaving.signal)
    return () => leaving.abort()
  }, [])
  if (!hasChoice.value) return null
  const fault = faultOf('/designer') ?? faultOf('/model') ?? faultOf('/renderer')
  return (
    <div class="mt-5 flex flex-col gap-2">
      <WishFields id="" wish={runWish.value} onChange={setRunWish} lane={null} isFaulty={fault !== undefined} />
      <FieldFault id="models-fault" text={fault} />
      <SickServers />
    </div>
  )
}

/** A server that is chosen and does not answer is better known before the race than after. */
function SickServers() {
  const wishes = isMixed.value ? Array.from({ length: 16 }, (_, i) => laneWish(i)) : []
  const chosen = new Set<string | null | undefined>(
    [runWish.value, ...wishes].flatMap((wish) => [
      designerOf(wish)?.name,
      wish.renderer ?? runWish.value.renderer ?? backends.value?.defaults.renderer,
    ]),
  )
  const states = backends.value?.backends.filter((state) => chosen.has(state.name)) ?? []
  // Several servers stand in for each other: one that is left is enough.
  const sick = states.filter(({ name }) => states.every((state) => state.name !== name || isSick(state)))
  if (sick.length === 0) return null
  return (
    <div role="status" class="rounded-xl bg-bad-soft px-3.5 py-2.5 text-sm">
      <BackendList states={sick} />
    </div>
  )
}
