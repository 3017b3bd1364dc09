import { ApiProblem } from '#contract/client/api-problem.ts'
import type { Http } from '#contract/client/http.ts'
import { server } from './server.ts'
import { signIn } from './session.ts'

/** Calls of this page's server; where it wants a key, a person is asked for it, and the call goes on. */
export const signedIn: Http = {
  ...server,
  json: (method, path, request) => whenSignedIn(() => server.json(method, path, request)),
  open: (method, path, request) => whenSignedIn(() => server.open(method, path, request)),
}

async function whenSignedIn<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error
    }
    await signIn()
  }
}
