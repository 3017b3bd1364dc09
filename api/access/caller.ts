import { KeyScope } from '#contract/keys.ts'

/** Who makes a call, and what they may do. */
export interface Caller {
  /** Whose things it sees and makes. */
  readonly owner: string
  readonly scopes: ReadonlySet<KeyScope>
  /** The managed key behind it, by its own text or by a session; null for keys of the settings and an open server. */
  readonly keyId: string | null
  /** What its calls are counted under; null: under the address they come from. */
  readonly bucket: string | null
}

/** Who the keys of the settings act as, and everyone on a server that asks for no key. */
export const LOCAL_OWNER = 'local'

export const allScopes: ReadonlySet<KeyScope> = new Set(KeyScope.options)

/** Everyone who reaches a server without keys, which listens on loopback only. */
export const openCaller: Caller = { owner: LOCAL_OWNER, scopes: allScopes, keyId: null, bucket: null }

/** Who calls what nobody needs a key for. */
export const strangeCaller: Caller = { owner: LOCAL_OWNER, scopes: new Set(), keyId: null, bucket: null }

export function hasScope({ scopes }: Caller, scope: KeyScope): boolean {
  return scopes.has(scope) || scopes.has('admin')
}

/** Whether the caller runs this installation: an admin of the owner that the settings' keys act as. */
export function isOperator(caller: Caller): boolean {
  return caller.owner === LOCAL_OWNER && caller.scopes.has('admin')
}
