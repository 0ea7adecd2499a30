/**
 * Fills Secrets that ask for a token of a service account, and takes away those whose account is gone.
 * Reads service accounts and Secrets; writes Secrets of type kubernetes.io/service-account-token, and takes those that
 * are gone off their account's list.
 * Acts as the controller manager itself, as upstream: it is what gives the other controllers their identity.
 * upstream: pkg/controller/serviceaccount/tokens_controller.go
 */
import type { Secret, ServiceAccount } from '#api/kinds.ts';
import { encodeText } from '#api/machinery/base64.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Delta, Lister } from '../../client/informer.ts';
import { secretToken } from '../../helpers/secretToken.ts';

const tokenType = 'kubernetes.io/service-account-token';
const nameKey = 'kubernetes.io/service-account.name';
/** Before the key of a Secret that is gone: account, name, and the account's uid. */
const gonePrefix = 'gone:';
const uidKey = 'kubernetes.io/service-account.uid';

/** What this controller is started with. */
export interface TokenKeys {
  readonly key: RsaPrivateKey;
  /** The certificate of the cluster's authority, in PEM. */
  readonly rootCa: string;
}

export function serviceAccountTokens(keys: TokenKeys): Controller {
  return controller({
    name: 'serviceaccount-token',
    eventSource: 'serviceaccount-token-controller',
    retry: { tries: 10 },
    account: '',
    watches: [
      { kind: 'Secret', keys: (delta) => keysOf(delta) },
      { kind: 'ServiceAccount', keys: secretsOf },
    ],
    memory: () => undefined,
    reconcile(item: string, r: Reconcile): Outcome | undefined {
      if (item.startsWith(gonePrefix)) return unlist(item, r);
      const secret = r.see.get('Secret', item);
      if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return undefined;
      const account = accountOf(secret, r);
      return account === undefined ? remove(secret, r) : fill(secret, { account, ...keys }, r);
    },
  });
}

/** A Secret that is there is filled or removed; one that is gone is taken off its account's list. */
function keysOf(delta: Delta): readonly string[] {
  const secret = delta.object as unknown as Secret;
  if (!isToken(secret)) return [];
  if (delta.type !== 'DELETED') return ownKey(delta);
  const { namespace, name, annotations = {} } = secret.metadata;
  return [`${gonePrefix}${namespace}/${annotations[nameKey]}/${name}/${annotations[uidKey] ?? ''}`];
}

/** The account on the server has the last word: the cache may still show it without the Secret. */
function unlist(item: string, r: Reconcile): Outcome | undefined {
  const [namespace, account = '', secret, uid] = item.slice(gonePrefix.length).split('/');
  const asked = r.client.get('ServiceAccount', namespace, account);
  if (!asked.ok || (uid !== '' && uid !== asked.value.metadata.uid)) return undefined;
  const { secrets = [], ...rest } = asked.value;
  const kept = secrets.filter(({ name }) => name !== secret);
  if (kept.length === secrets.length) return undefined;
  const written = r.client.update('ServiceAccount', { ...rest, ...(kept.length === 0 ? {} : { secrets: kept }) } as ServiceAccount);
  return written.ok || isNotFound(written.status) ? undefined : { error: written.status.message ?? 'update failed' };
}

function isToken({ type, metadata }: Secret): boolean {
  return type === tokenType && metadata.annotations?.[nameKey] !== undefined;
}

function secretsOf({ object }: Delta, see: Lister): readonly string[] {
  const { namespace, name } = object.metadata;
  return see
    .list('Secret', namespace)
    .filter((secret) => isToken(secret) && secret.metadata.annotations?.[nameKey] === name)
    .map((secret) => `${namespace}/${secret.metadata.name}`);
}

/** The account a Secret is for, if it is still the same one; what the cache does not show is asked for. */
function accountOf({ metadata }: Secret, r: Reconcile): ServiceAccount | undefined {
  const { namespace, annotations = {} } = metadata;
  const name = annotations[nameKey] ?? '';
  const uid = annotations[uidKey] ?? '';
  const isIt = (account: ServiceAccount | undefined): boolean => account !== undefined && (uid === '' || uid === account.metadata.uid);
  const known = r.see.get('ServiceAccount', `${namespace}/${name}`);
  if (isIt(known)) return known;
  const asked = r.client.get('ServiceAccount', namespace, name);
  return asked.ok && isIt(asked.value) ? asked.value : undefined;
}

function remove({ metadata }: Secret, r: Reconcile): Outcome | undefined {
  const { namespace, name, uid } = metadata;
  const deleted = r.client.delete('Secret', { namespace, name }, { preconditions: { uid } });
  return deleted.ok || isNotFound(deleted.status) ? undefined : { error: deleted.status.message ?? 'delete failed' };
}

interface Filling extends TokenKeys {
  readonly account: ServiceAccount;
}

function fill(secret: Secret, { account, key, rootCa }: Filling, r: Reconcile): Outcome | undefined {
  const { data = {}, metadata } = secret;
  const { uid, namespace = '' } = account.metadata;
  // A namespace that somebody has written is left as it is.
  const wanted = { 'ca.crt': encodeText(rootCa), namespace: data['namespace'] || encodeText(namespace) };
  const hasToken = (data['token'] ?? '') !== '';
  const isFilled = data['ca.crt'] === wanted['ca.crt'] && data['namespace'] === wanted.namespace && metadata.annotations?.[uidKey] === uid;
  if (hasToken && isFilled) return undefined;
  const token = hasToken ? data['token'] : encodeText(secretToken(secret, account, key));
  const annotations = { ...metadata.annotations, [uidKey]: uid };
  const written = r.client.update('Secret', {
    ...secret,
    metadata: { ...metadata, annotations },
    data: { ...data, ...wanted, token },
  } as Secret);
  return written.ok || isNotFound(written.status) ? undefined : { error: written.status.message ?? 'update failed' };
}
