/**
 * Pod specs that stand in stored templates: decoded, defaulted and valid already. A controller that makes a thousand pods
 * from one template sends the very same object a thousand times, which then is looked at once.
 * A memo by identity, which is safe because stored objects are never edited.
 */
const known = new WeakSet<object>();

/** Remembers the pod spec of a stored workload's template. StatefulSets' templates are not fully checked, and pass. */
export function rememberTemplate(kind: string, spec: { readonly template?: unknown } | undefined): void {
  if (kind === 'StatefulSet') return;
  const template = spec?.template as { readonly spec?: unknown } | null | undefined;
  const podSpec = template?.spec;
  if (typeof podSpec === 'object' && podSpec !== null) known.add(podSpec);
}

export function isKnownSpec(spec: unknown): boolean {
  return typeof spec === 'object' && spec !== null && known.has(spec);
}
