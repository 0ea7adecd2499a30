/**
 * Removes Secrets with tokens that were made by themselves long ago and that nobody has used for a year: a look a day.
 * Reads Secrets, service accounts, pods, and since when use is noted; deletes Secrets. Only with LegacyServiceAccountTokenCleanUp.
 * upstream: pkg/controller/serviceaccount/legacy_serviceaccount_token_cleaner.go
 */
import type { Secret } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { dayOf, lastUsedLabel, tokenSecretType, trackingConfigMap, trackingNamespace } from '../../helpers/legacyTokens.ts';
import { referencesOf } from '../../helpers/podReferences.ts';

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;
const everything = '*clean';
const nameKey = 'kubernetes.io/service-account.name';
const uidKey = 'kubernetes.io/service-account.uid';

export function legacyTokenCleaner(unusedMs: number = yearMs): Controller {
  return controller({
    name: 'legacy-service-account-token-cleaner',
    eventSource: 'legacy-service-account-token-cleaner',
    watches: [
      { kind: 'Secret', keys: () => [] },
      { kind: 'ServiceAccount', keys: () => [] },
      { kind: 'Pod', keys: () => [] },
    ],
    memory: () => undefined,
    reconcile: (_key, r) => clean(r, r.wallMs - unusedMs),
    resync: { everyMs: dayMs, keys: () => [everything] },
  });
}

/** Whatever was used, or made, at that moment or later stays. */
function clean(r: Reconcile, keptFromMs: number): Outcome | undefined {
  const tracking = r.client.get('ConfigMap', trackingNamespace, trackingConfigMap);
  const sinceMs = tracking.ok ? parseDay(tracking.value.data?.['since'] ?? '') : undefined;
  // The first day was noted in part only.
  if (sinceMs === undefined || keptFromMs < sinceMs + dayMs) return undefined;
  let error: string | undefined;
  for (const secret of r.see.list('Secret')) {
    if (!isOld(secret, keptFromMs) || !wasMadeByItself(secret, r) || isMounted(secret, r)) continue;
    const { namespace, name, resourceVersion } = secret.metadata;
    const deleted = r.client.delete('Secret', { namespace, name }, { preconditions: { resourceVersion } });
    if (!deleted.ok && !isNotFound(deleted.status)) error ??= deleted.status.message ?? 'delete failed';
  }
  return error === undefined ? undefined : { error };
}

function parseDay(text: string): number | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseTime(`${text}T00:00:00Z`) : undefined;
}

function isOld({ type, metadata }: Secret, keptFromMs: number): boolean {
  if (type !== tokenSecretType || metadata.deletionTimestamp !== undefined) return false;
  if ((parseTime(metadata.creationTimestamp) ?? 0) >= keptFromMs) return false;
  const lastUsed = metadata.labels?.[lastUsedLabel];
  return lastUsed === undefined || (parseDay(lastUsed) !== undefined && lastUsed < dayOf(keptFromMs));
}

/** What an account lists was made for it; what somebody has made by hand it does not list. */
function wasMadeByItself({ metadata }: Secret, r: Reconcile): boolean {
  const { namespace, name, annotations = {} } = metadata;
  const account = r.see.get('ServiceAccount', `${namespace}/${annotations[nameKey] ?? ''}`);
  const uid = annotations[uidKey] ?? '';
  if (account === undefined || (uid !== '' && uid !== account.metadata.uid)) return false;
  return (account.secrets ?? []).some((secret) => secret.name === name);
}

function isMounted({ metadata }: Secret, r: Reconcile): boolean {
  return r.see.list('Pod', metadata.namespace).some((pod) => referencesOf(pod).includes(`secrets/${metadata.name}`));
}
