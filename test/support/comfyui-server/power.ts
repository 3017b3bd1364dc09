export interface Power {
  restart(): Promise<void>
  goDown(): Promise<void>
  comeUp(): Promise<void>
  /** Off for good, whatever was asked for. */
  close(): Promise<void>
}

/** Turns something off and on, one thing after the other: a script and a test may both ask. */
export function createPower(hands: { off(): Promise<void>; on(): Promise<void> }): Power {
  let last: Promise<void> = Promise.resolve()
  let isOn = true
  let isClosed = false

  function turn(on: boolean): Promise<void> {
    last = last
      .catch(() => {})
      .then(async () => {
        if (on === isOn || (on && isClosed)) return
        isOn = on
        await (on ? hands.on() : hands.off())
      })
    return last
  }

  return {
    restart() {
      void turn(false)
      return turn(true)
    },
    goDown: () => turn(false),
    comeUp: () => turn(true),
    close() {
      isClosed = true
      return turn(false)
    },
  }
}
