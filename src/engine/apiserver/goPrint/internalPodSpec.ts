/**
 * A pod spec with its fields where the server's own type has them: what the pod shares with its host is told among the
 * security settings, and the old name of the service account is gone.
 * upstream: pkg/apis/core/v1/conversion.go (Convert_v1_PodSpec_To_core_PodSpec)
 */
import type { Json } from '#api/immutable.ts';

export function internalPodSpec(spec: object): object {
  const {
    hostNetwork,
    hostPID,
    hostIPC,
    shareProcessNamespace,
    hostUsers,
    serviceAccount: _old,
    securityContext,
    ...rest
  } = spec as Readonly<Record<string, Json | undefined>>;
  const shared = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  if (securityContext === undefined && Object.values(shared).every((value) => value === undefined)) return rest;
  return { ...rest, securityContext: { ...(securityContext as object | undefined), ...shared } };
}

export function internalTemplate(template: { readonly spec?: object }): object {
  return template.spec === undefined ? template : { ...template, spec: internalPodSpec(template.spec) };
}
