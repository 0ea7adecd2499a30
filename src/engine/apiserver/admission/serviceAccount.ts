/**
 * Gives every pod a service account, and its containers a token of it.
 * upstream: plugin/pkg/admission/serviceaccount/admission.go
 */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import type { Container, Pod, ServiceAccount, Volume } from '#api/kinds.ts';
import { randomString } from '#api/machinery/names.ts';
import type { Status } from '#api/request.ts';
import { nextBelow } from '#sim/random.ts';
import { get } from '#engine/etcd/store.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const PREFIX = 'kube-api-access-';

const sources = Object.freeze([
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
]);

export function giveServiceAccount(call: Call, object: AnyObject): AnyObject | Status {
  const pod = object as unknown as Pod;
  if (isMirrorPod(pod)) return object;
  const named = (pod.spec.serviceAccountName ?? '') === '' ? 'default' : (pod.spec.serviceAccountName ?? '');
  const namespace = pod.metadata.namespace ?? '';
  const account = get(call.server.store, 'serviceaccounts', namespace, named) as unknown as ServiceAccount | undefined;
  if (account === undefined) {
    return forbidden(
      call.row,
      nameToBe(pod.metadata),
      `error looking up service account ${namespace}/${named}: serviceaccount "${named}" not found`,
    );
  }
  const spec = Object.assign({}, pod.spec, { serviceAccountName: named, serviceAccount: named });
  const mounted = wantsToken(pod, account) ? withToken(call, spec) : spec;
  const secrets = account.imagePullSecrets;
  const pulls = (spec.imagePullSecrets ?? []).length > 0 || secrets === undefined ? {} : { imagePullSecrets: secrets };
  return { ...object, spec: { ...mounted, ...pulls } };
}

function wantsToken({ spec }: Pod, account: ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
}

/** A volume that has the token, the cluster's certificate and the namespace, mounted where no other mount stands. */
function withToken(call: Call, spec: Pod['spec']): Pod['spec'] {
  const known = spec.volumes?.find((volume) => volume.name.startsWith(PREFIX) && volume.projected !== undefined);
  const name = known?.name ?? PREFIX + randomString(5, (below) => nextBelow(call.env.random, below));
  let missing = false;
  function mount(container: Container): Container {
    if (container.volumeMounts?.some((it) => it.mountPath === MOUNT_PATH) === true) return container;
    missing = true;
    return { ...container, volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT_PATH }] };
  }
  const containers = (spec.containers ?? []).map(mount);
  const initContainers = spec.initContainers?.map(mount);
  const ephemeralContainers = spec.ephemeralContainers;
  if (!missing) return spec;
  const volume: Volume = { name, projected: { sources, defaultMode: 420 } };
  return {
    ...spec,
    containers,
    ...(initContainers === undefined ? {} : { initContainers }),
    ...(ephemeralContainers === undefined ? {} : { ephemeralContainers }),
    ...(known === undefined ? { volumes: [...(spec.volumes ?? []), volume] } : {}),
  };
}
