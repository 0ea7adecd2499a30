/**
 * Doing many things in growing batches, so that what fails for all fails for few first.
 * upstream: pkg/controller/replicaset/replica_set.go (slowStartBatch), pkg/controller/statefulset/stateful_set_control.go
 */

/**
 * Calls `act` for 0 .. count-1 in batches of 1, 2, 4, 8 and so on. A batch is always finished; when something in it
 * failed, the rest is left for another time and the first error is the answer.
 */
export function slowStart(
  count: number,
  act: (index: number) => string | undefined,
  largestBatch = Number.POSITIVE_INFINITY,
): string | undefined {
  let done = 0;
  for (let batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - done, largestBatch)) {
    let error: string | undefined;
    for (let i = 0; i < batch; i += 1) {
      const failed = act(done + i);
      error ??= failed;
    }
    if (error !== undefined) return error;
    done += batch;
  }
  return undefined;
}
