/**
 * What the level restricted asks of pods besides.
 * upstream: staging/src/k8s.io/pod-security-admission/policy/check_*.go
 */
import { badSeccomp, seccompBaseline } from './baseline.ts';
import { blamed, containersOf, distinct, isWindows, listed, namesWhere, plural, podContext, quoted, type Check } from './look.ts';

export const allowPrivilegeEscalation: Check = (subject) => {
  const names = namesWhere(subject, (context) => context.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${listed(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const capabilitiesRestricted: Check = (subject) => {
  const added = (add: readonly string[] | undefined) => (add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = namesWhere(subject, ({ capabilities }) => !(capabilities?.drop ?? []).includes('ALL'));
  const adding = namesWhere(subject, ({ capabilities }) => added(capabilities?.add).length > 0);
  if (keeping.length === 0 && adding.length === 0) return undefined;
  const all = distinct(containersOf(subject).flatMap(({ securityContext }) => added(securityContext?.capabilities?.add)));
  const details = [
    ...(keeping.length > 0 ? [`${listed(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${listed(adding)} must not include ${quoted(all)} in securityContext.capabilities.add`] : []),
  ];
  return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const freeVolumes = new Set('configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' '));

export const restrictedVolumes: Check = ({ spec }) => {
  const typed = (spec.volumes ?? []).map((volume) => {
    const { name, ...sources } = volume as { name: string } & Record<string, unknown>;
    return { name, types: Object.keys(sources).filter((source) => sources[source] !== undefined && sources[source] !== null) };
  });
  const bad = typed.filter(({ types }) => types.length > 0 && !types.some((type) => freeVolumes.has(type)));
  if (bad.length === 0) return undefined;
  const names = distinct(bad.map(({ name }) => name));
  const types = distinct(bad.map((it) => it.types[0] ?? 'unknown'));
  const uses = names.length === 1 ? 'uses' : 'use';
  const restricted = plural('restricted volume type', types.length);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', names.length)} ${quoted(names)} ${uses} ${restricted} ${quoted(types)}`,
  };
};

export const runAsNonRoot: Check = (subject) => {
  const pod = podContext(subject).runAsNonRoot;
  const who = blamed(
    pod === false,
    namesWhere(subject, (context) => context.runAsNonRoot === false),
  );
  const reason = 'runAsNonRoot != true';
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const silent = pod === true ? [] : namesWhere(subject, (context) => context.runAsNonRoot === undefined);
  return silent.length === 0 ? undefined : { reason, detail: `pod or ${listed(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (subject) => {
  const who = blamed(
    podContext(subject).runAsUser === 0,
    namesWhere(subject, (context) => context.runAsUser === 0),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

export const seccompRestricted: Check = (subject) => {
  const wrong = seccompBaseline(subject);
  const type = podContext(subject).seccompProfile?.type;
  if (wrong !== undefined || (type !== undefined && !badSeccomp(type))) return wrong;
  const silent = namesWhere(subject, (context) => context.seccompProfile?.type === undefined);
  if (silent.length === 0) return undefined;
  const wanted = 'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: 'seccompProfile', detail: `pod or ${listed(silent)} must set ${wanted}` };
};

/** Since 1.25 what Windows does not have is not asked of its pods. */
export function unlessWindows(check: Check): Check {
  return (subject) => (isWindows(subject) ? undefined : check(subject));
}
