import { backends } from '../../api/backends.ts'
import { modelStrings } from '../../model-strings.ts'
import { designerOf, type ModelWish } from './model-choice.ts'

interface WishFieldsProps {
  readonly id: string
  readonly wish: ModelWish
  readonly onChange: (change: Partial<ModelWish>) => void
  /** Null: the wish of the whole run. Else its lane, whose fields say "as above" first and carry its number in their names. */
  readonly lane: number | null
  readonly isFaulty: boolean
}

/** The choices in a row: who designs, with which model where there is one, who draws. Those of lanes stand in columns. */
export function WishFields(props: WishFieldsProps) {
  return (
    <div class={`grid gap-3 ${props.lane === null ? 'sm:auto-cols-fr sm:grid-flow-col' : 'sm:grid-cols-3'}`}>
      <DesignerField {...props} />
      <ModelField {...props} />
      <RendererField {...props} />
    </div>
  )
}

function DesignerField({ id, wish, onChange, lane, isFaulty }: WishFieldsProps) {
  const options = backends.value?.designers.map(({ name }) => name) ?? []
  return (
    <Select
      id={`${id}designer`}
      label={labelOf(modelStrings.form.designedBy, lane)}
      isLabelShown={lane === null}
      isFaulty={isFaulty}
      // The run's field shows what the server is set to; a lane's says that it follows.
      value={wish.designer ?? (lane === null ? (backends.value?.defaults.designer ?? '') : '')}
      options={[
        ...asAbove(lane, modelStrings.form.asAbove.designer),
        ...options.map((name) => [name, modelStrings.designers[name]] as const),
      ]}
      onChoose={(value) => onChange({ designer: options.find((name) => name === value) ?? null })}
    />
  )
}

function RendererField({ id, wish, onChange, lane, isFaulty }: WishFieldsProps) {
  const options = backends.value?.renderers.map(({ name }) => name) ?? []
  return (
    <Select
      id={`${id}renderer`}
      label={labelOf(modelStrings.form.drawnBy, lane)}
      isLabelShown={lane === null}
      isFaulty={isFaulty}
      value={wish.renderer ?? (lane === null ? (backends.value?.defaults.renderer ?? '') : '')}
      options={[
        ...asAbove(lane, modelStrings.form.asAbove.renderer),
        ...options.map((name) => [name, modelStrings.renderers[name]] as const),
      ]}
      onChoose={(value) => onChange({ renderer: options.find((name) => name === value) ?? null })}
    />
  )
}

/** A list where the server has one, else a field that takes any name; nothing for a designer without a model. */
function ModelField({ id, wish, onChange, lane, isFaulty }: WishFieldsProps) {
  const designer = designerOf(wish)
  const usual = designer?.defaultModel ?? null
  const label = labelOf(modelStrings.form.model, lane)
  if (designer === null || usual === null) return lane === null ? null : <span class="max-sm:hidden" />
  const isAbove = lane !== null && wish.designer === null
  const first = isAbove ? modelStrings.form.asAbove.model : modelStrings.form.usual(usual)
  if (designer.models !== null) {
    const options = designer.models.filter((name) => name !== usual || isAbove)
    return (
      <Select
        id={`${id}model`}
        label={label}
        isLabelShown={lane === null}
        isFaulty={isFaulty}
        value={wish.model}
        options={[['', first], ...options.map((name) => [name, name] as const)]}
        onChoose={(model) => onChange({ model })}
      />
    )
  }
  return (
    <Labelled id={`${id}model`} label={label} isLabelShown={lane === null}>
      <input
        id={`${id}model`}
        class="field"
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        placeholder={first}
        value={wish.model}
        aria-invalid={isFaulty}
        onInput={(event) => onChange({ model: event.currentTarget.value })}
      />
    </Labelled>
  )
}

const labelOf = (label: string, lane: number | null) => (lane === null ? label : modelStrings.form.ofLane(label, lane))
const asAbove = (lane: number | null, text: string): (readonly [string, string])[] =>
  lane === null ? [] : [['', text]]

interface LabelledProps {
  readonly id: string
  readonly label: string
  readonly isLabelShown: boolean
  readonly children: preact.ComponentChildren
}

function Labelled({ id, label, isLabelShown, children }: LabelledProps) {
  return (
    <div class="flex min-w-0 flex-col gap-1.5">
      <label for={id} class={isLabelShown ? 'text-sm font-semibold' : 'sr-only'}>
        {label}
      </label>
      {children}
    </div>
  )
}

interface SelectProps extends Omit<LabelledProps, 'children'> {
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly isFaulty: boolean
  readonly onChoose: (value: string) => void
}

function Select({ id, label, isLabelShown, value, options, isFaulty, onChoose }: SelectProps) {
  return (
    <Labelled id={id} label={label} isLabelShown={isLabelShown}>
      <select
        id={id}
        class="field"
        aria-invalid={isFaulty}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}
