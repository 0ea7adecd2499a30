/**
 * What the flags of `npm run serve` say about the cluster, as kube-apiserver's flags of the same names do, and kube-scheduler's file.
 * upstream: pkg/kubeapiserver/options, staging/src/k8s.io/component-base/featuregate/feature_gate.go
 */
import { decodeConfiguration } from '#api/schedulerConfig/decode.ts';
import type { ClusterSpec } from '#api/tape.ts';
import { parseManifest } from '#manifest/parse.ts';
import { readCluster } from '#share/readCluster.ts';

export const clusterFlags = {
  'feature-gates': { type: 'string' },
  'authorization-mode': { type: 'string' },
  'authorization-policy-file': { type: 'string' },
  'enable-admission-plugins': { type: 'string' },
  'disable-admission-plugins': { type: 'string' },
  'load-balancers': { type: 'string' },
  'scheduler-config': { type: 'string' },
} as const;

export const clusterUsage = `  --feature-gates A=true,B=false    feature gates that are set
  --authorization-mode A,B          who is asked: Node, RBAC, ABAC, AlwaysAllow, AlwaysDeny (default Node,RBAC)
  --authorization-policy-file FILE  policies of ABAC, one a line
  --enable-admission-plugins A,B    admission plugins that are on besides the default ones
  --disable-admission-plugins A,B   admission plugins that are off
  --load-balancers RANGE            there is a cloud, whose Services of type LoadBalancer get addresses of this range
  --scheduler-config FILE           a KubeSchedulerConfiguration: profiles, plugins and their arguments
`;

type Values = { readonly [K in keyof typeof clusterFlags]?: string };

/** The cluster with what the flags say; throws an Error whose message can be shown. */
export function withFlags(cluster: ClusterSpec, values: Values, readFile: (path: string) => string): ClusterSpec {
  const gates = values['feature-gates'];
  const modes = values['authorization-mode'];
  const policy = values['authorization-policy-file'];
  const { 'enable-admission-plugins': enable, 'disable-admission-plugins': disable, 'load-balancers': range } = values;
  const scheduler = values['scheduler-config'];
  const plugins = {
    ...(enable === undefined ? {} : { enable: listed(enable) }),
    ...(disable === undefined ? {} : { disable: listed(disable) }),
  };
  return said(() =>
    readCluster({
      ...cluster,
      ...(gates === undefined ? {} : { featureGates: Object.fromEntries(listed(gates).map(gate)) }),
      ...(modes === undefined ? {} : { authorization: listed(modes) }),
      ...(policy === undefined ? {} : { policy: readFile(policy) }),
      ...(Object.keys(plugins).length === 0 ? {} : { admission: plugins }),
      ...(range === undefined ? {} : { cloud: { loadBalancers: range } }),
      ...(scheduler === undefined ? {} : { scheduler: schedulerConfig(readFile(scheduler)) }),
    }),
  );
}

function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function gate(text: string): readonly [string, boolean] {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0) throw new Error(`missing bool value for ${text}`);
  if (value !== 'true' && value !== 'false') throw new Error(`invalid value of ${name}=${value}, err: it must be true or false`);
  return [name, value === 'true'];
}

/** upstream: cmd/kube-scheduler/app/options/configfile.go */
function schedulerConfig(text: string): unknown {
  const { documents, errors } = parseManifest(text);
  if (errors[0] !== undefined) throw new Error(errors[0].kubectl);
  const config = decodeConfiguration(documents[0]?.object);
  if (!config.ok) throw new Error(config.message);
  return config.value;
}

/** The checks speak of tapes, which who types a flag does not know. */
function said<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error((error instanceof Error ? error.message : String(error)).replace(/^not a tape: /, ''));
  }
}
