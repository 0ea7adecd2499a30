/** Waits for the container that was made, and joins it. upstream: kubectl/pkg/cmd/debug/debug.go (handleAttachPod, waitForContainer) */
import type { ContainerStatus, Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import type { Context } from '../context.ts';
import { failure, silentFailure } from '../failure.ts';
import { isOn } from '../flags.ts';
import { runStream } from '../stream.ts';
import { untilSeen } from '../until.ts';
import { targetOf } from '../write.ts';

export async function attachWhenRunning(
  context: Context,
  { pod, container }: { readonly pod: Pod; readonly container: string },
): Promise<void> {
  const told = new Set<string>();
  const quiet = isOn(context.flags, 'quiet');
  const seen = await untilSeen(context, targetOf(scheme.Pod, pod as unknown as KubeObject), {
    see(object) {
      const now = object as unknown as Pod;
      const status = statusOf(now, container);
      const { reason, message = '' } = status?.state?.waiting ?? {};
      if (!quiet && message !== '' && !told.has(message)) {
        told.add(message);
        context.env.stderr(`Warning: container ${container}: ${message}\n`);
      }
      return reason === undefined && (status?.state?.running ?? status?.state?.terminated) !== undefined ? { now, status } : undefined;
    },
  });
  if (seen === undefined) throw failure('timed out waiting for the condition');
  await join(context, seen.now, { container, isOver: seen.status?.state?.terminated !== undefined });
}

function statusOf({ status }: Pod, name: string): ContainerStatus | undefined {
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])];
  return all.find((one) => one.name === name);
}

/** A container that is over has left its log. */
async function join(
  context: Context,
  pod: Pod,
  { container, isOver }: { readonly container: string; readonly isOver: boolean },
): Promise<void> {
  const { env, flags } = context;
  const stdin = isOn(flags, 'stdin');
  const tty = isOn(flags, 'tty') && env.isTTY;
  if (!isOver && !isOn(flags, 'quiet')) env.stderr("If you don't see a command prompt, try pressing enter.\n");
  const query = isOver
    ? { container: [container] }
    : { container: [container], stdin: [String(stdin)], stdout: ['true'], stderr: [String(!tty)], tty: [String(tty)] };
  const end = await runStream(context, pod, { subresource: isOver ? 'log' : 'attach', query, stdin: stdin && !isOver, tty }, env);
  if (end.message !== undefined && end.message !== '') throw failure(end.message);
  if (end.code !== 0) throw silentFailure(end.code);
}
