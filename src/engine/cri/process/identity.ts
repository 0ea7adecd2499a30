/** As whom, and with which environment, the processes of a container begin. upstream: github.com/containerd/containerd pkg/cri/server/container_create_linux.go */
import type { Container } from '../state.ts';
import { imageNamed, sandboxOf } from './createFs.ts';
import type { Kernel } from './task.ts';

/** The environment that every process of a container begins with. */
export function containerEnv(kernel: Kernel, container: Container, tty: boolean): Record<string, string> {
  const image = imageNamed(kernel, container.spec.image);
  const env: Record<string, string> = { PATH: image.env['PATH'] ?? '', HOSTNAME: sandboxOf(kernel, container).hostname };
  if (tty) env['TERM'] = 'xterm';
  Object.assign(env, image.env);
  for (const { name, value } of container.spec.env) env[name] = value;
  env['HOME'] ??= userOf(kernel, container).uid === 0 ? '/root' : '/';
  return env;
}

export function userOf(
  kernel: Kernel,
  container: Container,
): { readonly uid: number; readonly gid: number; readonly groups: readonly number[] } {
  const image = imageNamed(kernel, container.spec.image);
  const uid = container.spec.runAsUser ?? image.user;
  const gid = container.spec.runAsGroup ?? (container.spec.runAsUser === undefined ? image.group : 0);
  // The kernel keeps them in order.
  return { uid, gid, groups: Array.from(new Set([gid, ...(container.spec.groups ?? [])])).sort((a, b) => a - b) };
}
