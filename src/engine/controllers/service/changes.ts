/**
 * Which changes of a Service its load balancer has to follow, and what is told of them.
 * upstream: staging/src/k8s.io/cloud-provider/controllers/service/controller.go (needsUpdate)
 */
import type { Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';

export interface Change {
  readonly reason: string;
  readonly message: string;
}

export interface Changes {
  readonly needed: boolean;
  readonly events: readonly Change[];
}

const nothing: Changes = { needed: false, events: [] };

/** Of two states that both want a load balancer; the first difference is the one that is told. */
export function changesOf(old: Service, now: Service): Changes {
  const [before, after] = [old.spec, now.spec];
  const told = (reason: string, message: string): Changes => ({ needed: true, events: [{ reason, message }] });
  const ranges = [before.loadBalancerSourceRanges ?? [], after.loadBalancerSourceRanges ?? []] as const;
  if (!equalJson(...ranges)) return told('LoadBalancerSourceRanges', `[${ranges[0].join(' ')}] -> [${ranges[1].join(' ')}]`);
  if (!equalJson(ports(old), ports(now)) || before.sessionAffinity !== after.sessionAffinity) return { needed: true, events: [] };
  if (!equalJson(before.sessionAffinityConfig ?? {}, after.sessionAffinityConfig ?? {})) return { needed: true, events: [] };
  const ips = [before.loadBalancerIP ?? '', after.loadBalancerIP ?? ''] as const;
  if (ips[0] !== ips[1]) return told('LoadbalancerIP', `${ips[0]} -> ${ips[1]}`);
  const outside = [before.externalIPs ?? [], after.externalIPs ?? []] as const;
  if (outside[0].length !== outside[1].length) return told('ExternalIP', `Count: ${outside[0].length} -> ${outside[1].length}`);
  const added = outside[1].find((ip, i) => ip !== outside[0][i]);
  if (added !== undefined) return told('ExternalIP', `Added: ${added}`);
  if (!equalJson(old.metadata.annotations ?? {}, now.metadata.annotations ?? {})) return { needed: true, events: [] };
  if (old.metadata.uid !== now.metadata.uid) return told('UID', `${old.metadata.uid} -> ${now.metadata.uid}`);
  if (before.externalTrafficPolicy !== after.externalTrafficPolicy)
    return told('ExternalTrafficPolicy', `${before.externalTrafficPolicy} -> ${after.externalTrafficPolicy}`);
  if (before.healthCheckNodePort !== after.healthCheckNodePort)
    return told('HealthCheckNodePort', `${before.healthCheckNodePort ?? 0} -> ${after.healthCheckNodePort ?? 0}`);
  return nothing;
}

function ports({ spec }: Service): readonly unknown[] {
  return (spec.ports ?? []).map(({ name, protocol, port, nodePort }) => ({ name, protocol, port, nodePort }));
}
