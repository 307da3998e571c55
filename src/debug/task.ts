/**
 * Long work in small pieces: a task yields now and then, so that its caller can give others their turn, show progress, or
 * give it up.
 */

/** Work that yields between its pieces. */
export type Task<T> = Generator<undefined, T>;

/** Work that may also wait for something outside, such as a file: it yields the promise, and is continued when that is kept. */
export type WaitingTask<T> = Generator<Promise<void> | undefined, T>;

/** Waits for something outside. */
export function* waitFor<T>(promise: Promise<T>): WaitingTask<T> {
  const kept: T[] = [];
  yield promise.then((value) => {
    kept.push(value);
  });
  return kept[0] as T;
}

/** Does the work at once. @throws Error for work that waits for something outside. */
export function finish<T>(task: WaitingTask<T>): T {
  for (;;) {
    const { done, value } = task.next();
    if (done === true) return value;
    if (value !== undefined) throw new Error('the work waits for something outside');
  }
}

/** Does work that may wait for something outside. */
export async function finishWaiting<T>(task: WaitingTask<T>): Promise<T> {
  for (;;) {
    const { done, value } = task.next();
    if (done === true) return value;
    await value;
  }
}
