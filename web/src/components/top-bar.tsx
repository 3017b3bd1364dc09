import { messageOf } from '../api/server.ts'
import { isSignedIn, signOut } from '../api/session.ts'
import { route } from '../router.ts'
import { strings } from '../strings.ts'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { isHelpOpen } from './shortcuts.ts'
import { ThemeButton, ThemeToggle } from './theme-toggle.tsx'
import { showToast } from './toasts.ts'

export function TopBar() {
  const { page } = route.value
  return (
    <header class="mx-auto flex max-w-[120rem] items-center gap-1 px-4 py-3 sm:gap-3 sm:px-8">
      <a href="/" class="flex items-center gap-2.5 rounded-xl pr-2 pointer-coarse:min-h-11">
        <Logo class="w-11" />
        <span class="font-serif text-xl tracking-tight max-sm:sr-only">{strings.product}</span>
      </a>
      <nav aria-label={strings.nav} class="flex items-center">
        {page !== 'home' && (
          <a href="/" class="button button-bare hover:bg-mist max-sm:px-2.5">
            <Icon name="left" class="size-3.5" />
            <span class="max-sm:sr-only">{strings.run.back}</span>
          </a>
        )}
        <a
          href="/batches"
          class="button button-bare hover:bg-mist aria-[current]:border-line aria-[current]:bg-surface aria-[current]:text-ink max-sm:px-2.5"
          aria-current={page === 'batches' ? 'page' : page === 'batch' ? 'true' : undefined}
        >
          {strings.batches}
        </a>
      </nav>
      <div class="ml-auto flex items-center gap-1 sm:gap-2">
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
        {isSignedIn.value && <SignOut />}
        <ThemeToggle />
        <ThemeButton />
      </div>
    </header>
  )
}

function SignOut() {
  const leave = () =>
    signOut().then(
      // what is shown was for who was signed in
      () => location.assign('/'),
      (error) => showToast(messageOf(error), { isBad: true }),
    )
  return (
    <button
      type="button"
      class="button button-bare px-2.5"
      aria-label={strings.key.signOut}
      title={strings.key.signOut}
      onClick={() => void leave()}
    >
      <Icon name="leave" class="size-5" />
    </button>
  )
}
