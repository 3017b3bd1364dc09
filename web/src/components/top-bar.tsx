import { route } from '../router.ts'
import { strings } from '../strings.ts'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { isHelpOpen } from './shortcuts.ts'
import { ThemeToggle } from './theme-toggle.tsx'

export function TopBar() {
  const isHome = route.value.page === 'home'
  return (
    <header class="mx-auto flex max-w-[120rem] items-center gap-3 px-4 py-3 sm:px-8">
      <a href="/" class="flex items-center gap-2.5 rounded-xl pr-2">
        <Logo class="w-11" />
        <span class="font-serif text-xl tracking-tight max-sm:sr-only">{strings.product}</span>
      </a>
      <nav aria-label={strings.nav} class="flex items-center">
        {!isHome && (
          <a href="/" class="button button-bare hover:bg-mist max-sm:px-2.5">
            <Icon name="left" class="size-3.5" />
            <span class="max-sm:sr-only">{strings.run.back}</span>
          </a>
        )}
        <a
          href="/batches"
          class="button button-bare hover:bg-mist max-sm:px-2.5"
          aria-current={route.value.page === 'batches' ? 'page' : undefined}
        >
          {strings.batches}
        </a>
      </nav>
      <div class="ml-auto flex items-center gap-2">
        <button
          type="button"
          class="button button-bare px-2.5"
          aria-label={strings.help.open}
          title={strings.help.open}
          onClick={() => {
            isHelpOpen.value = true
          }}
        >
          <Icon name="help" class="size-5" />
        </button>
        <ThemeToggle />
      </div>
    </header>
  )
}
