/**
 * Which families of addresses a Service asks for, in a cluster that has IPv4 only.
 * upstream: pkg/registry/core/service/storage/alloc.go (initIPFamilyFields)
 */
import type { Service } from '#api/kinds.ts';
import { invalidValue, type FieldError } from '../fieldError.ts';

type Spec = Service['spec'];
type Family = 'IPv4' | 'IPv6';

export function familyOf(ip: string): Family {
  return ip.includes(':') ? 'IPv6' : 'IPv4';
}

/** What validation refuses anyway is left for it to tell. */
export function isWellFormed({ ipFamilies = [], ipFamilyPolicy, clusterIPs = [] }: Spec): boolean {
  const kinds = clusterIPs.map(familyOf);
  const isKnown = ipFamilies.every((family) => family === 'IPv4' || family === 'IPv6');
  const policies = [undefined, 'SingleStack', 'PreferDualStack', 'RequireDualStack'];
  const agree = kinds.every((kind, i) => clusterIPs[i] === 'None' || (ipFamilies[i] ?? kind) === kind);
  return isKnown && agree && policies.includes(ipFamilyPolicy) && isSet(ipFamilies) && (clusterIPs.length < 2 || isSet(kinds));
}

function isSet(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

export type Families = { readonly spec: Spec } | { readonly errors: readonly FieldError[] };

/** Families and policy filled in, or why this cluster cannot give them. */
export function withFamilies(spec: Spec, old: Spec | undefined): Families {
  const isHeadless = spec.clusterIPs?.[0] === 'None' || spec.clusterIP === 'None';
  const isFree = isHeadless && Object.keys(spec.selector ?? {}).length === 0;
  const policy = spec.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? (isFree ? 'RequireDualStack' : 'SingleStack');
  const errors = [...policyErrors(spec, policy), ...addressErrors(spec)];
  if (errors.length > 0) return { errors };
  if (isFree) return { spec: isReleasing(spec, old) ? spec : withoutSelector(spec, policy) };
  const ours = availabilityErrors(spec, policy);
  if (ours.length > 0) return { errors: ours };
  return { spec: { ...spec, ipFamilyPolicy: policy, ipFamilies: spec.ipFamilies ?? ['IPv4'] } };
}

/** Who takes one of two families away is told by validation which policy that wants. */
function isReleasing(spec: Spec, old: Spec | undefined): boolean {
  return (old?.ipFamilies ?? []).length === 2 && (spec.ipFamilies ?? []).length === 1;
}

/** Whoever keeps its addresses elsewhere may have both families. */
function withoutSelector(spec: Spec, policy: NonNullable<Spec['ipFamilyPolicy']>): Spec {
  const [first = 'IPv4', ...more] = spec.ipFamilies ?? [];
  const both: readonly Family[] = first === 'IPv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
  const ipFamilies = more.length > 0 || policy === 'SingleStack' ? [first, ...more] : [...both];
  return { ...spec, ipFamilyPolicy: policy, ipFamilies };
}

function policyErrors({ clusterIPs = [], ipFamilies = [] }: Spec, policy: string): readonly FieldError[] {
  if (policy !== 'SingleStack') return [];
  const said = (what: string) =>
    invalidValue('spec.ipFamilyPolicy', policy, `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`);
  return [...(clusterIPs.length > 1 ? [said('cluster IPs')] : []), ...(ipFamilies.length > 1 ? [said('IP families')] : [])];
}

/** An address whose family nobody named. */
function addressErrors({ clusterIPs = [], ipFamilies = [] }: Spec): readonly FieldError[] {
  const printed = `[]string{${clusterIPs.map((ip) => `"${ip}"`).join(', ')}}`;
  return clusterIPs.flatMap((ip, i) =>
    ip === 'None' || i < ipFamilies.length || familyOf(ip) === 'IPv4'
      ? []
      : [invalidValue(`spec.clusterIPs[${i}]`, { printed }, 'IPv6 is not configured on this cluster')],
  );
}

function availabilityErrors({ ipFamilies = [] }: Spec, policy: string): readonly FieldError[] {
  const demanded =
    policy === 'RequireDualStack'
      ? [invalidValue('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services')]
      : [];
  const missing = ipFamilies.flatMap((family, i) =>
    family === 'IPv4' ? [] : [invalidValue(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster')],
  );
  return [...demanded, ...missing];
}
