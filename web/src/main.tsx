import { render } from 'preact'
import { App } from './app.tsx'
import { startRouter } from './router.ts'
import { startTheme } from './theme.ts'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no element #app')
startTheme()
startRouter()
render(<App />, root)
