import { strings } from '../strings.ts'
import { type Theme, theme, themes } from '../theme.ts'
import { Icon, type IconName } from './icon.tsx'

const icons: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }

/** Three themes as a radio group: the arrow keys move between them. */
export function ThemeToggle() {
  return (
    <fieldset class="flex rounded-full border border-line bg-surface p-0.5 max-sm:hidden">
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

/** The same where there is no room for three: each press goes on to the next. */
export function ThemeButton() {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
  return (
    <button
      type="button"
      class="button button-bare px-2.5 sm:hidden"
      aria-label={strings.theme.now(strings.theme[theme.value])}
      title={strings.theme.now(strings.theme[theme.value])}
      onClick={() => {
        theme.value = next
      }}
    >
      <Icon name={icons[theme.value]} class="size-5" />
    </button>
  )
}
