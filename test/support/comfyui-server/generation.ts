/** The server of 2025-10 and the one of today; where they differ is in the code that asks for it. */
export type Generation = '0.3.64' | '0.38'

/** What `/system_stats` tells. */
export const versionOf = (generation: Generation) => (generation === '0.38' ? '0.38.1' : '0.3.64')

/** The answer to the handshake of a socket, and of `GET /features`. */
export const featuresOf = (generation: Generation): Record<string, unknown> => ({
  supports_preview_metadata: true,
  max_upload_size: 104_857_600,
  ...(generation === '0.38' && {
    extension: { manager: { supports_v4: true } },
    node_replacements: true,
    assets: false,
  }),
})
