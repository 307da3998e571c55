/**
 * Long work in small pieces: a task yields now and then, so that its caller can give others their turn, show progress, or
 * give it up.
 */

/** Work that yields between its pieces. */
export type Task<T> = Generator<undefined, T>;

/** Does the work at once. */
export function finish<T>(task: Task<T>): T {
  for (;;) {
    const { done, value } = task.next();
    if (done === true) return value;
  }
}
