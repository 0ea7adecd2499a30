/** upstream: pkg/probe/util.go (ResolveContainerPort) */
import type { Container } from '#api/kinds.ts';

/** A port by its number or by the name that the container gives it; 0 when there is none of that name. */
export function portOf(container: Container, port: number | string | undefined): number {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port);
  return named?.containerPort ?? (port !== undefined && /^\d+$/.test(port) ? Number(port) : 0);
}
