/**
 * A Service that changes its type loses what only its old type had, unless the update says something about it.
 * upstream: pkg/registry/core/service/strategy.go (dropTypeDependentFields)
 */
import type { Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { AnyObject } from '../object.ts';

type Spec = Service['spec'];

function needsIp({ type }: Spec): boolean {
  return type !== 'ExternalName';
}

function needsPorts({ type, allocateLoadBalancerNodePorts }: Spec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function nodePortsOf({ ports = [] }: Spec): readonly number[] {
  return ports.map((port) => port.nodePort ?? 0);
}

function needsHealthCheck({ type, externalTrafficPolicy }: Spec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

function isOutside({ type }: Spec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/**
 * The two fields for addresses follow one another: who speaks of one of them only means the other too.
 * upstream: pkg/registry/core/service/storage/storage.go (normalizeClusterIPs)
 */
export function normalizeClusterIps(spec: Spec, old?: Spec): Spec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (old === undefined) return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
  const before = old.clusterIP ?? '';
  const isSame = equalJson(clusterIPs, old.clusterIPs ?? []);
  if (before !== '' && clusterIP === '' && isSame) return { ...spec, clusterIPs: [] };
  if (before !== '' && clusterIP === before && clusterIPs.length === 0) return { ...spec, clusterIPs: [clusterIP] };
  if (before !== '' && clusterIP !== '' && clusterIP !== before && isSame)
    return { ...spec, clusterIPs: [clusterIP, ...clusterIPs.slice(1)] };
  return spec;
}

export function dropTypeDependent(object: AnyObject, before: AnyObject): AnyObject {
  const spec = object.spec as Spec;
  const old = before.spec as Spec;
  const dropped: Record<string, unknown> = { ...normalizeClusterIps(spec, old) };
  if (spec.clusterIPs === undefined && equalJson(dropped['clusterIPs'], [])) delete dropped['clusterIPs'];
  if (needsIp(old) && !needsIp(spec) && equalJson(spec.clusterIPs, old.clusterIPs)) {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete dropped[field];
  }
  if (needsPorts(old) && !needsPorts(spec) && equalJson(nodePortsOf(spec), nodePortsOf(old))) {
    dropped['ports'] = (spec.ports ?? []).map(({ nodePort: _gone, ...port }) => port);
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && spec.healthCheckNodePort === old.healthCheckNodePort)
    delete dropped['healthCheckNodePort'];
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) delete dropped['allocateLoadBalancerNodePorts'];
    if (spec.loadBalancerClass === old.loadBalancerClass) delete dropped['loadBalancerClass'];
  }
  if (isOutside(old) && !isOutside(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy)
    delete dropped['externalTrafficPolicy'];
  const same = dropped['ports'] === spec.ports && dropped['clusterIPs'] === spec.clusterIPs;
  return same && Object.keys(dropped).length === Object.keys(spec).length ? object : { ...object, spec: dropped };
}
