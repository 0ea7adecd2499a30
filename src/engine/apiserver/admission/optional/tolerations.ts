/**
 * Which tolerations say the same as others, and lists of them put together.
 * upstream: pkg/util/tolerations/tolerations.go
 */
import type { Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';

export type Toleration = NonNullable<Pod['spec']['tolerations']>[number];

/** Every taint that `narrow` tolerates `wide` tolerates too, and for as long. */
export function covers(wide: Toleration, narrow: Toleration): boolean {
  if (equalJson(wide, narrow)) return true;
  const everyKey = (wide.key ?? '') === '' && wide.operator === 'Exists';
  if ((narrow.key ?? '') !== (wide.key ?? '') && !everyKey) return false;
  if ((narrow.effect ?? '') !== (wide.effect ?? '') && (wide.effect ?? '') !== '') return false;
  const { tolerationSeconds: most } = wide;
  const shorter = narrow.tolerationSeconds !== undefined && most !== undefined && narrow.tolerationSeconds <= most;
  if (wide.effect === 'NoExecute' && most !== undefined && !shorter) return false;
  return wide.operator === 'Exists' || (narrow.operator === 'Equal' && (narrow.value ?? '') === (wide.value ?? ''));
}

/** Each of them is covered by one that is allowed. */
export function areAllowed(tolerations: readonly Toleration[], allowed: readonly Toleration[]): boolean {
  return allowed.length === 0 || tolerations.every((it) => allowed.some((wide) => covers(wide, it)));
}

/** Both lists without what others in them cover; of two that are the same the first stays. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): readonly Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [i, it] of all.entries()) {
    const isCovered = merged.some((other) => covers(other, it));
    const willBe = all.slice(i + 1).some((other) => !equalJson(other, it) && covers(other, it));
    if (!isCovered && !willBe) merged.push(it);
  }
  return merged;
}

/** With one more; one of the same key, operator, value and effect is replaced. */
export function withToleration(tolerations: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const matches = (it: Toleration) =>
    it.key === added.key && it.effect === added.effect && it.operator === added.operator && (it.value ?? '') === (added.value ?? '');
  const isThere = tolerations.some(matches);
  return isThere ? tolerations.map((it) => (matches(it) ? added : it)) : [...tolerations, added];
}
