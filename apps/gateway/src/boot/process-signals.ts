/** The part of `process` that is listened to. */
export interface StopSource {
  on(event: string, listener: () => void): unknown;
}

/**
 * Calls `stop` at SIGTERM, SIGINT, SIGHUP, or when the program that started us is gone; `force` when it is asked for
 * again before the stop has ended.
 */
export function onStopSignal(stop: (reason: string) => void, force: () => void, source: StopSource = process): void {
  let isStopping = false;
  const handle = (reason: string) => {
    if (isStopping) return force();
    isStopping = true;
    stop(reason);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) source.on(signal, () => handle(signal));
  // Only a process started with a channel gets this event; then its launcher has died without a signal.
  source.on('disconnect', () => {
    if (!isStopping) handle('the launcher is gone');
  });
}
