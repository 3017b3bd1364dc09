import { useReducer, useRef } from 'preact/hooks'
import type { Artifact } from '#contract/api.ts'

interface SoftPictureProps {
  readonly picture: Artifact
  readonly alt: string
  readonly class: string
}

interface Layer {
  readonly picture: Artifact
  readonly isFirst: boolean
  isLoaded: boolean
}

/** A picture that gives way to the next one softly, and only once that one is there: nothing blinks in between. */
export function SoftPicture({ picture, alt, class: className }: SoftPictureProps) {
  const layers = useRef<readonly Layer[]>([])
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const top = layers.current.at(-1)
  if (top?.picture.id !== picture.id) {
    const below = layers.current.findLast((layer) => layer.isLoaded)
    const layer = { picture, isFirst: below === undefined, isLoaded: false }
    layers.current = below ? [below, layer] : [layer]
  }
  return (
    <span class="relative block size-full">
      {layers.current.map((layer) => (
        <img
          key={layer.picture.id}
          src={layer.picture.href}
          width={layer.picture.width}
          height={layer.picture.height}
          alt={layer.picture.id === picture.id ? alt : ''}
          class={`absolute inset-0 size-full ${className} ${lookOf(layer)}`}
          onLoad={() => {
            layer.isLoaded = true
            redraw(undefined)
          }}
        />
      ))}
    </span>
  )
}

function lookOf({ isFirst, isLoaded }: Layer): string {
  if (isFirst) return 'animate-arrive'
  return `transition-opacity duration-500 ${isLoaded ? 'opacity-100' : 'opacity-0'}`
}
