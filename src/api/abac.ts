/**
 * The policies of attribute-based access, as a file of lines holds them.
 * upstream: pkg/auth/authorizer/abac/abac.go (NewFromFile), pkg/apis/abac/{v0,v1beta1}/conversion.go
 */
export interface AbacPolicy {
  readonly user: string;
  readonly group: string;
  readonly readonly: boolean;
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly nonResourcePath: string;
}

const version = 'abac.authorization.kubernetes.io/v1beta1';
const everybody = 'system:authenticated';
const none: AbacPolicy = { user: '', group: '', readonly: false, apiGroup: '', resource: '', namespace: '', nonResourcePath: '' };

/** The policies of a file, one a line; empty lines and those that begin with # are left out. Throws for a line that is none. */
export function readPolicies(text: string): readonly AbacPolicy[] {
  return text
    .split('\n')
    .map((line, i) => [line.trim(), i + 1] as const)
    .filter(([line]) => line !== '' && !line.startsWith('#'))
    .map(([line, number]) => readPolicy(line, number));
}

function readPolicy(line: string, number: number): AbacPolicy {
  const said = (why: string) => new Error(`error reading policy line ${number}: ${line}: ${why}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw said('it is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw said('it is no policy');
  const policy = parsed as { readonly apiVersion?: string; readonly kind?: string; readonly spec?: Partial<AbacPolicy> };
  if (policy.apiVersion === undefined && policy.kind === undefined) return fromFirst(parsed as Partial<AbacPolicy>);
  if (policy.apiVersion !== version || policy.kind !== 'Policy')
    throw said(`no kind "${policy.kind ?? ''}" is registered for version "${policy.apiVersion ?? ''}"`);
  return fromBeta(policy.spec ?? {});
}

/** A star for user or group means everybody who is somebody. */
export function fromBeta(spec: Partial<AbacPolicy>): AbacPolicy {
  const policy = { ...none, ...spec };
  return policy.user === '*' || policy.group === '*' ? { ...policy, user: '', group: everybody } : policy;
}

/** In the first form what is not said matches everything. */
export function fromFirst({ user = '', group = '', readonly = false, resource = '', namespace = '' }: Partial<AbacPolicy>): AbacPolicy {
  const isAnybody = (user === '' && group === '') || user === '*' || group === '*';
  return {
    user: isAnybody ? '' : user,
    group: isAnybody ? everybody : group,
    readonly,
    apiGroup: '*',
    resource: resource === '' ? '*' : resource,
    namespace: namespace === '' ? '*' : namespace,
    nonResourcePath: resource === '' && namespace === '' ? '*' : '',
  };
}
