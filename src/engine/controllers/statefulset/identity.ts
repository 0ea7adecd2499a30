/**
 * What makes a pod this pod of the set: its name, its labels, its host name, its claims. Builds new pods and mends others.
 * upstream: pkg/controller/statefulset/stateful_set_utils.go
 */
import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '#api/kinds.ts';
import type { Draft } from '#engine/client/client.ts';
import { podFromTemplate } from '../common/podControl.ts';
import { claimName, ordinalOf, parentAndOrdinal, podIndexLabel, podName, podNameLabel, revisionLabel } from './names.ts';

export type ClaimDraft = Draft<'PersistentVolumeClaim'> & { readonly metadata: { readonly name: string; readonly namespace?: string } };

/** A pod as it will be sent to the server; it has no uid, no phase, nothing the server fills in. */
export function newPod(set: StatefulSet, ordinal: number, revision: string): Pod {
  const draft = podFromTemplate(set.spec.template, set);
  const name = podName(set, ordinal);
  const labels = { ...draft.metadata.labels, [podNameLabel]: name, [podIndexLabel]: String(ordinal), [revisionLabel]: revision };
  const { serviceName } = set.spec;
  const spec = {
    ...draft.spec,
    hostname: name,
    ...(serviceName === '' || serviceName === undefined ? {} : { subdomain: serviceName }),
  } as Pod['spec'];
  return { ...draft, metadata: { ...draft.metadata, name, labels }, spec: withClaims(set, spec, ordinal), status: {} } as unknown as Pod;
}

export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod.metadata.name);
  return (
    ordinal >= 0 &&
    parent === set.metadata.name &&
    pod.metadata.name === podName(set, ordinal) &&
    pod.metadata.namespace === set.metadata.namespace &&
    pod.metadata.labels?.[podNameLabel] === pod.metadata.name
  );
}

export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const name = podName(set, ordinal);
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [podNameLabel]: name, [podIndexLabel]: String(ordinal) } },
  };
}

/** Each claim template has its volume, and the volume names this ordinal's claim. */
export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  if (ordinal < 0) return false;
  return (set.spec.volumeClaimTemplates ?? []).every((template) => {
    const name = template.metadata?.name ?? '';
    return (
      pod.spec.volumes?.some(
        (volume) => volume.name === name && volume.persistentVolumeClaim?.claimName === claimName(set, name, ordinal),
      ) ?? false
    );
  });
}

export function withStorage(set: StatefulSet, pod: Pod): Pod {
  return { ...pod, spec: withClaims(set, pod.spec, ordinalOf(pod)) };
}

/** Volumes of claims go before and in place of the template's own volumes of the same name. */
function withClaims(set: StatefulSet, spec: Pod['spec'], ordinal: number): Pod['spec'] {
  const templates = set.spec.volumeClaimTemplates ?? [];
  if (templates.length === 0) return spec;
  const names = new Set(templates.map((template) => template.metadata?.name ?? ''));
  const claimed: Volume[] = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: claimName(set, name, ordinal) } }));
  return { ...spec, volumes: [...claimed, ...(spec.volumes ?? []).filter((volume) => !names.has(volume.name))] };
}

/** The claims a pod of this name is to have. */
export function claimsOf(set: StatefulSet, pod: { readonly metadata: { readonly name: string } }): readonly ClaimDraft[] {
  const ordinal = ordinalOf(pod);
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const { metadata, ...rest } = template;
    const {
      creationTimestamp: _never,
      labels,
      ...kept
    } = (metadata ?? {}) as { creationTimestamp?: unknown; labels?: Readonly<Record<string, string>> };
    const all = { ...labels, ...set.spec.selector.matchLabels };
    return {
      ...rest,
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...kept,
        name: claimName(set, metadata?.name ?? '', ordinal),
        ...(namespace === undefined ? {} : { namespace }),
        ...(Object.keys(all).length === 0 ? {} : { labels: all }),
      },
    } as unknown as ClaimDraft & PersistentVolumeClaim;
  });
}
