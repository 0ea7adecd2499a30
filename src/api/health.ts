/** What a server says of itself at /version, /healthz, /livez and /readyz. upstream: staging/src/k8s.io/apiserver/pkg/server/healthz, routes/version.go */
export const serverVersion = {
  major: '1',
  minor: '28',
  gitVersion: 'v1.28.4',
  gitCommit: 'bae2c62678db2b5053817bc97181fcc2e8388103',
  gitTreeState: 'clean',
  buildDate: '2023-11-15T16:48:54Z',
  goVersion: 'go1.20.11',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;

const hooks = [
  'poststarthook/start-kube-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/aggregator-reload-proxy-client-cert',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-status-available-controller',
  'poststarthook/kube-apiserver-autoregistration',
];
const late = ['autoregister-completion', 'poststarthook/apiservice-openapi-controller', 'poststarthook/apiservice-openapiv3-controller'];

const checks: Readonly<Record<string, readonly string[]>> = {
  '/healthz': ['ping', 'log', 'etcd', ...hooks, ...late],
  '/livez': ['ping', 'log', 'etcd', ...hooks, ...late],
  '/readyz': ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...hooks, ...late, 'shutdown'],
};

/** What a health path answers; undefined when it is none. `excluded` checks are named and not made. */
export function healthAnswer(
  path: string,
  { verbose, excluded }: { readonly verbose: boolean; readonly excluded: readonly string[] },
): string | undefined {
  const [, root = '', ...rest] = path.split('/');
  const all = checks[`/${root}`];
  if (all === undefined) return undefined;
  const one = rest.join('/');
  if (one !== '') return all.includes(one) ? 'ok' : undefined;
  if (!verbose) return 'ok';
  const lines = all.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  return `${lines.join('\n')}\n${root} check passed\n`;
}
