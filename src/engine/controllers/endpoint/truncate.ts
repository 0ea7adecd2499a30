/**
 * An Endpoints object holds at most a thousand addresses; ready ones go before others.
 * upstream: pkg/controller/endpoint/endpoints_controller.go (truncateEndpoints)
 */
import type { Subset } from './repack.ts';

const maxCapacity = 1000;

export const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

export function isOverCapacity(subsets: readonly Subset[]): boolean {
  return count(subsets, 'addresses') + count(subsets, 'notReadyAddresses') > maxCapacity;
}

type ListName = 'addresses' | 'notReadyAddresses';

function count(subsets: readonly Subset[], name: ListName): number {
  return subsets.reduce((sum, subset) => sum + (subset[name]?.length ?? 0), 0);
}

/** Each subset keeps its share of what fits, rounded up; the last ones get what is left. */
export function truncate(subsets: readonly Subset[]): readonly Subset[] {
  if (!isOverCapacity(subsets)) return subsets;
  const ready = count(subsets, 'addresses');
  const cutReady = ready > maxCapacity;
  const name: ListName = cutReady ? 'addresses' : 'notReadyAddresses';
  const most = cutReady ? maxCapacity : maxCapacity - ready;
  const total = count(subsets, name);
  let left = most;
  return subsets.map((subset) => {
    const own = subset[name] ?? [];
    const kept = own.slice(0, Math.min(Math.ceil((own.length / total) * most), left));
    left -= kept.length;
    const { addresses, notReadyAddresses: _all, ...rest } = subset;
    const first = cutReady ? kept : (addresses ?? []);
    const second = cutReady ? [] : kept;
    return { ...(first.length === 0 ? {} : { addresses: first }), ...(second.length === 0 ? {} : { notReadyAddresses: second }), ...rest };
  });
}
