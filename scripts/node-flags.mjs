/**
 * How Node runs the API. A young generation of 8 MiB: half of Node's own, and large enough that what a flood of events
 * leaves behind dies young (a quarter more events a second than with 4 MiB). The heap may double from one collection of
 * all of it to the next: V8 counts the memory behind buffers in, a flood is little else, and by V8's own measure a heap
 * that has not changed is marked again for each 20 MB of them.
 */
export const API_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=100']
