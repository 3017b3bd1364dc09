/**
 * How Node runs the API. A young generation of 2 MiB: most of what the API makes is gone within a request, and a larger
 * one is never given back (45 MB less after a race, 18 MB less with a thousand readers).
 */
export const API_FLAGS = ['--max-semi-space-size=2']
