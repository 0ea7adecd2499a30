/**
 * What a profile of `kubectl debug` changes of the pod that it makes or adds to: pure.
 * upstream: kubectl/pkg/cmd/debug/profiles.go
 */
import type { Container, PodSpec } from '#api/kinds.ts';

export const profiles = ['legacy', 'general', 'baseline', 'netadmin', 'restricted'] as const;
export type Profile = (typeof profiles)[number];

/** Debugging a node by a pod of its own, a pod by a copy, or a pod by a container added to it. */
export type Style = 'node' | 'copy' | 'ephemeral';

export interface Draft {
  readonly metadata: Record<string, unknown>;
  readonly spec: PodSpec;
}

type Change = (draft: Draft, container: string) => Draft;

const changes: Readonly<Record<Profile, Readonly<Record<Style, readonly Change[]>>>> = {
  legacy: { node: [mountRoot, hostNamespaces], copy: [], ephemeral: [] },
  general: {
    node: [mountRoot, withoutSecurity, hostNamespaces],
    copy: [withoutLabelsAndProbes, capability('SYS_PTRACE'), sharedProcesses],
    ephemeral: [capability('SYS_PTRACE')],
  },
  baseline: { node: [withoutSecurity], copy: [withoutLabelsAndProbes, sharedProcesses], ephemeral: [] },
  restricted: {
    node: [withoutSecurity, restrictedSecurity],
    copy: [sharedProcesses, restrictedSecurity],
    ephemeral: [restrictedSecurity],
  },
  netadmin: {
    node: [capability('NET_ADMIN'), privileged, hostNamespaces],
    copy: [capability('NET_ADMIN')],
    ephemeral: [capability('NET_ADMIN')],
  },
};

export function applyProfile(profile: Profile, style: Style, draft: Draft, container: string): Draft {
  return changes[profile][style].reduce((made, change) => change(made, container), draft);
}

/** Changes the container of that name, of whatever sort it is. */
function eachNamed({ metadata, spec }: Draft, name: string, change: (container: Container) => Container): Draft {
  const { containers, ephemeralContainers } = spec;
  const one = (container: Container) => (container.name === name ? change(container) : container);
  const added = (ephemeralContainers as readonly Container[] | undefined)?.map(one) as typeof ephemeralContainers;
  return { metadata, spec: { ...spec, containers: containers.map(one), ...(added === undefined ? {} : { ephemeralContainers: added }) } };
}

function mountRoot(draft: Draft, name: string): Draft {
  const mounted = eachNamed(draft, name, (container) => ({
    ...container,
    volumeMounts: [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }],
  }));
  const volumes = [...(mounted.spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
  return { ...mounted, spec: { ...mounted.spec, volumes } };
}

function hostNamespaces({ metadata, spec }: Draft): Draft {
  return { metadata, spec: { ...spec, hostNetwork: true, hostPID: true, hostIPC: true } };
}

function sharedProcesses({ metadata, spec }: Draft): Draft {
  return { metadata, spec: { ...spec, shareProcessNamespace: spec.shareProcessNamespace ?? true } };
}

function withoutSecurity(draft: Draft, name: string): Draft {
  return eachNamed(draft, name, (it) => {
    const { securityContext: _, ...container } = it;
    return container;
  });
}

function withoutLabelsAndProbes({ metadata, spec }: Draft): Draft {
  const { labels: _labels, ...kept } = metadata;
  const containers = spec.containers.map((it) => {
    const { livenessProbe: _l, readinessProbe: _r, startupProbe: _s, ...container } = it;
    return container;
  });
  return { metadata: kept, spec: { ...spec, containers } };
}

function capability(name: string): Change {
  return (draft, container) =>
    eachNamed(draft, container, (it) => ({
      ...it,
      securityContext: {
        ...it.securityContext,
        capabilities: { ...it.securityContext?.capabilities, add: [...(it.securityContext?.capabilities?.add ?? []), name] },
      },
    }));
}

function privileged(draft: Draft, name: string): Draft {
  return eachNamed(draft, name, (it) => ({ ...it, securityContext: { ...it.securityContext, privileged: true } }));
}

function restrictedSecurity(draft: Draft, name: string): Draft {
  return eachNamed(draft, name, (container) => ({
    ...container,
    securityContext: {
      ...container.securityContext,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  }));
}
