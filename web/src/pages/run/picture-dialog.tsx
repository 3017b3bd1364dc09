import { useEffect } from 'preact/hooks'
import { Dialog } from '../../components/dialog.tsx'
import { Icon } from '../../components/icon.tsx'
import { SoftPicture } from '../../components/soft-picture.tsx'
import { pictureOf, shownPicture } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { DesignText } from './design-text.tsx'
import { DownloadLink } from './download-link.tsx'
import { PickButton } from './pick-button.tsx'
import { useLane, useRun, useRunPage } from './run-context.ts'
import { VaryMenu } from './vary-menu.tsx'

/** One picture as large as the screen allows, with its design beside it; the arrows go to its siblings. */
export function PictureDialog({ index }: { readonly index: number }) {
  const { openPicture } = useRunPage()
  const picture = useLane(index, shownPicture)
  const design = useLane(index, (lane) => lane.design)
  const direction = useLane(index, (lane) => lane.plan.direction)
  const close = () => {
    openPicture.value = null
  }
  useSiblingKeys(index)
  const name = design?.name ?? strings.picture.noDesign
  return (
    <Dialog labelledBy="picture-heading" class="w-[82rem]" onClose={close}>
      <div class="flex flex-col lg:flex-row">
        <div class="pond relative grid shrink-0 place-items-center lg:w-[min(60%,90dvh)]">
          {picture && (
            <div class="aspect-square w-full">
              <SoftPicture
                key={index}
                picture={picture}
                alt={strings.lane.picture(name, direction)}
                class="object-contain"
              />
            </div>
          )}
          <SiblingButtons index={index} />
        </div>
        <div class="flex min-w-0 flex-1 flex-col lg:max-h-[90dvh]">
          <div class="flex flex-1 flex-col gap-4 p-6 lg:overflow-y-auto lg:p-8">
            <div class="flex items-start justify-between gap-4">
              <p class="text-sm text-soft">
                {index + 1} · {direction}
              </p>
              <button
                type="button"
                class="button button-bare -mt-2 -mr-2 px-2.5"
                aria-label={strings.picture.close}
                onClick={close}
              >
                <Icon name="cross" />
              </button>
            </div>
            <h2 id="picture-heading" class="font-serif text-4xl leading-tight tracking-tight">
              {name}
            </h2>
            {design && <DesignText design={design} />}
          </div>
          <div class="sticky bottom-0 flex items-center gap-2 border-t border-line bg-surface px-6 py-4 lg:px-8">
            <PickButton index={index} />
            <VaryMenu index={index} id={`picture-${index}`} />
            <DownloadLink index={index} />
          </div>
        </div>
      </div>
    </Dialog>
  )
}

/** Indices of the lanes that have a picture to show. */
function useSiblings(index: number) {
  const { openPicture } = useRunPage()
  const shown = useRun((run) => run.lanes.flatMap((lane, i) => (pictureOf(lane) ? [i] : [])).join(' '))
  const all = shown.split(' ').map(Number)
  return (step: 1 | -1) => {
    const next = all[(all.indexOf(index) + step + all.length) % all.length]
    if (next !== undefined) openPicture.value = next
  }
}

function useSiblingKeys(index: number): void {
  const go = useSiblings(index)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest('[role="menu"]')) return
      if (event.key === 'ArrowRight') go(1)
      if (event.key === 'ArrowLeft') go(-1)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [go])
}

function SiblingButtons({ index }: { readonly index: number }) {
  const go = useSiblings(index)
  const className =
    'button absolute top-1/2 size-11 -translate-y-1/2 bg-surface p-0 text-ink shadow-plate hover:bg-mist'
  return (
    <>
      <button type="button" class={`${className} left-3`} aria-label={strings.picture.previous} onClick={() => go(-1)}>
        <Icon name="left" />
      </button>
      <button type="button" class={`${className} right-3`} aria-label={strings.picture.next} onClick={() => go(1)}>
        <Icon name="right" />
      </button>
    </>
  )
}
