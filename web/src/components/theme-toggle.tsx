import { strings } from '../strings.ts'
import { type Theme, theme, themes } from '../theme.ts'
import { Icon, type IconName } from './icon.tsx'

const icons: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }

/** Three themes as a radio group: the arrow keys move between them. */
export function ThemeToggle() {
  return (
    <fieldset class="flex rounded-full border border-line bg-surface p-0.5">
      <legend class="sr-only">{strings.theme.label}</legend>
      {themes.map((choice) => (
        <label
          key={choice}
          title={strings.theme[choice]}
          class="grid size-8 cursor-pointer place-items-center rounded-full text-soft hover:text-ink has-checked:bg-mist has-checked:text-ink has-focus-visible:outline-3 has-focus-visible:outline-lagoon"
        >
          <input
            type="radio"
            name="theme"
            class="sr-only"
            checked={theme.value === choice}
            onChange={() => {
              theme.value = choice
            }}
          />
          <Icon name={icons[choice]} />
          <span class="sr-only">{strings.theme[choice]}</span>
        </label>
      ))}
    </fieldset>
  )
}
