import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import { createEngine } from '../engine.ts';

const nodes = [{ name: 'node-1' }, { name: 'node-2' }];
const spec = { name: 'orrery', nodes };
const epoch = '2026-01-01T09:00:00Z';

function newCluster() {
  const engine = createEngine({ version: 1, seed: 5, epoch, clusters: [spec], inputs: [] });
  const say = (request: Omit<Request, 'version'>) => engine.say('orrery', { type: 'request', request: { version: 'v1', ...request } });
  const create = (resource: string, object: Json, group = '') => {
    const namespace = resource.startsWith('cluster') || resource === 'faults' ? {} : { namespace: 'default' };
    const answer = say({ verb: 'create', group, resource, object, ...namespace });
    if (answer === undefined || answer.code >= 300) throw new Error(JSON.stringify(answer?.body));
  };
  const advance = (ms: number) => engine.advance(engine.now() + ms, 1_000_000);
  let count = 0;
  /** What a command in a container prints, within so much time. */
  const run = (script: string, ms = 3_000) => {
    const stream = `s${(count += 1)}`;
    const query = { command: ['sh', '-c', script], container: ['c'], stdout: ['true'], stderr: ['true'] };
    const request: Request = {
      verb: 'connect',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'default',
      name: 'p',
      subresource: 'exec',
      options: { query },
    };
    engine.say('orrery', { type: 'connect', stream, request });
    advance(ms);
    const chunks = engine.takeStreams().filter((chunk) => chunk.stream === stream);
    return chunks
      .map((chunk) => (chunk.type === 'exit' ? (chunk.code === 0 ? '' : `exit ${chunk.code}\n`) : 'data' in chunk ? chunk.data : ''))
      .join('');
  };
  return { engine, say, create, advance, run };
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'curlimages/curl:8.5.0', command: ['sleep', '100000'] }] },
};
const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const curl = `curl -sS --cacert ${account}/ca.crt -H "Authorization: Bearer $(cat ${account}/token)"`;
const server = 'https://kubernetes.default.svc';

let it: ReturnType<typeof newCluster>;
beforeAll(() => {
  it = newCluster();
  it.advance(5_000);
  it.create('pods', pod);
  it.advance(30_000);
});

test('a container is refused what its service account may not, and given what it may', () => {
  const ask = `${curl} ${server}/api/v1/namespaces/default/endpoints/kubernetes`;
  expect(JSON.parse(it.run(ask))).toMatchObject({
    kind: 'Status',
    code: 403,
    message:
      'endpoints "kubernetes" is forbidden: User "system:serviceaccount:default:default" cannot get resource "endpoints" in API group "" in the namespace "default"',
  });
  const role = { kind: 'ClusterRole', apiGroup: 'rbac.authorization.k8s.io', name: 'edit' };
  const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }];
  it.create('clusterrolebindings', { metadata: { name: 'b' }, roleRef: role, subjects }, 'rbac.authorization.k8s.io');
  expect(JSON.parse(it.run(ask))).toMatchObject({ kind: 'Endpoints', subsets: [{ addresses: [{ ip: '172.18.0.2' }] }] });
  const made = it.run(
    `${curl} -X POST -H 'Content-Type: application/json' -d '{"metadata":{"name":"made"},"data":{"k":"é"}}' ${server}/api/v1/namespaces/default/configmaps`,
  );
  expect(JSON.parse(made)).toMatchObject({
    kind: 'ConfigMap',
    metadata: { name: 'made', managedFields: [{ manager: 'curl' }] },
    data: { k: 'é' },
  });
  const patched = it.run(
    `${curl} -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{"data":{"k":"z"}}' ${server}/api/v1/namespaces/default/configmaps/made`,
  );
  expect(JSON.parse(patched)).toMatchObject({ data: { k: 'z' } });
  expect(JSON.parse(it.run(`${curl} -X DELETE ${server}/api/v1/namespaces/default/configmaps/made`))).toMatchObject({ status: 'Success' });
});

test('a wrong token, no token, a wrong authority and no TLS are told apart', () => {
  const status = (text: string) => JSON.parse(text) as { code: number; message: string };
  expect(status(it.run(`curl -sk -H 'Authorization: Bearer x.y.z' ${server}/api/v1/pods`))).toMatchObject({
    code: 401,
    message: 'Unauthorized',
  });
  expect(status(it.run(`curl -sk ${server}/api/v1/pods`)).message).toBe(
    'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
  );
  expect(it.run(`curl -sk ${server}/healthz`)).toBe('ok');
  expect(status(it.run(`curl -sk ${server}/apis`)).message).toBe('forbidden: User "system:anonymous" cannot get path "/apis"');
  expect(it.run(`curl -s ${server}/healthz`)).toBe('exit 60\n');
  expect(it.run(`curl ${server}/healthz`)).toMatch(/^curl: \(60\) SSL certificate problem: unable to get local issuer certificate\n/);
  expect(it.run(`curl -sS --cacert ${account}/ca.crt --resolve x:1:1 https://172.18.0.2:6443/healthz`)).toBe('ok');
  expect(it.run('curl -s http://kubernetes.default.svc:443/healthz')).toBe('Client sent an HTTP request to an HTTPS server.\n');
});

test('what a container reads as its token can be checked by others, with the keys that the issuer publishes', () => {
  const token = it.run(`cat ${account}/token`);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const { iss, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string>;
  expect(sub).toBe('system:serviceaccount:default:default');
  const told = JSON.parse(it.run(`${curl} ${iss}/.well-known/openid-configuration`)) as Record<string, string>;
  expect(told['issuer']).toBe(iss);
  const { keys } = JSON.parse(it.run(`${curl} ${told['jwks_uri']}`)) as { keys: JsonWebKey[] };
  const key = createPublicKey({ key: keys[0]!, format: 'jwk' });
  expect(createVerify('sha256').update(`${head}.${claims}`).verify(key, signature, 'base64url')).toBe(true);
  expect(it.run(`wc -c < ${account}/token`).trim()).toBe(String(token.length));
});

test('a watch goes on until it is over', () => {
  const path = `${server}/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=2`;
  const lines = it.run(
    `${curl} '${path}' & sleep 1; ${curl} -X POST -H 'Content-Type: application/json' -d '{"metadata":{"name":"q"},"spec":{"containers":[{"name":"c","image":"busybox"}]}}' ${server}/api/v1/namespaces/default/pods >/dev/null; wait`,
    6_000,
  );
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; object: { metadata: { name: string } } });
  expect(events.slice(0, 2).map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(['ADDED p', 'ADDED q']);
});

test('a node that is cut off is cut off for its containers too', () => {
  it.create(
    'faults',
    { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name: 'f' }, spec: { type: 'NodePartitioned', target: 'node-1' } },
    'orrery.dev',
  );
  it.advance(1_000);
  expect(it.run(`${curl} -m 5 ${server}/healthz`, 10_000)).toMatch(/^curl: \(28\)/);
  it.say({ verb: 'delete', group: 'orrery.dev', resource: 'faults', name: 'f' });
  it.advance(1_000);
  expect(it.run(`${curl} -m 5 ${server}/healthz`, 10_000)).toBe('ok');
});

test("agnhost's clients inside the cluster check the token and ask for the server's health", () => {
  const path = '/var/run/secrets/tokens';
  const serviceAccountToken = { path: 'sa-token', expirationSeconds: 600, audience: 'oidc-discovery-test' };
  const volumes = [{ name: 't', projected: { sources: [{ serviceAccountToken }] } }];
  const agnhost = (name: string, args: string[]) =>
    it.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        restartPolicy: 'Never',
        volumes,
        containers: [
          { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.47', args, volumeMounts: [{ name: 't', mountPath: path }] },
        ],
      },
    });
  agnhost('v', [
    'test-service-account-issuer-discovery',
    '--in-cluster-discovery',
    '--token-path',
    `${path}/sa-token`,
    '--audience',
    'oidc-discovery-test',
  ]);
  agnhost('w', [
    'test-service-account-issuer-discovery',
    '--in-cluster-discovery',
    '--token-path',
    `${path}/sa-token`,
    '--audience',
    'other',
  ]);
  agnhost('u', ['inclusterclient', '--poll-interval', '5']);
  it.advance(40_000);
  const phaseOf = (name: string) => {
    const found = it.say({ verb: 'get', group: '', resource: 'pods', namespace: 'default', name });
    return (found?.body as { status?: { phase?: string } } | undefined)?.status?.phase;
  };
  expect([phaseOf('v'), phaseOf('w'), phaseOf('u')]).toEqual(['Succeeded', 'Failed', 'Running']);
  const logOf = (name: string): string => {
    const request: Request = {
      verb: 'connect',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'default',
      name,
      subresource: 'log',
      options: { query: {} },
    };
    it.engine.say('orrery', { type: 'connect', stream: `log-${name}`, request });
    it.advance(100);
    return it.engine
      .takeStreams()
      .map((chunk) => ('data' in chunk ? chunk.data : ''))
      .join('');
  };
  expect(logOf('v')).toMatch(/OK: Validated signature on JWT\n.*OK: Got valid claims from token!/);
  expect(logOf('w')).toContain('oidc: expected audience "other" got ["oidc-discovery-test"]');
  const told = logOf('u');
  expect(told).toMatch(/calling \/healthz\n.*authz_header=/);
  expect(told).not.toContain('status=failed');
});

test('a token is renewed before it ends', () => {
  const own = newCluster();
  own.advance(5_000);
  const serviceAccountToken = { path: 'token', expirationSeconds: 600 };
  const configMap = { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] };
  const volumes = [{ name: 't', projected: { sources: [{ serviceAccountToken }, { configMap }] } }];
  const containers = [{ ...pod.spec.containers[0]!, volumeMounts: [{ name: 't', mountPath: account }] }];
  own.create('pods', { ...pod, spec: { ...pod.spec, automountServiceAccountToken: false, volumes, containers } });
  own.advance(30_000);
  const first = own.run(`cat ${account}/token`);
  own.advance(700_000);
  expect(own.run(`cat ${account}/token`)).not.toBe(first);
  expect(own.run(`${curl} ${server}/healthz`)).toBe('ok');
});

test('a kubelet asks the API server who dials its port, and what it may', () => {
  const ip = nodeIp();
  const kubelet = `https://${ip}:10250`;
  const token = `-H "Authorization: Bearer $(cat ${account}/token)"`;
  expect(it.run(`curl -s ${token} ${kubelet}/healthz`)).toBe('exit 60\n');
  expect(it.run(`curl -s --cacert ${account}/ca.crt ${token} ${kubelet}/healthz`)).toBe('exit 60\n');
  expect(it.run(`curl -sk ${kubelet}/healthz`)).toBe('Unauthorized');
  expect(it.run(`curl -sk -H 'Authorization: Bearer x.y.z' ${kubelet}/pods`)).toBe('Unauthorized');
  expect(it.run(`curl -sk ${token} ${kubelet}/metrics`)).toBe(
    'Forbidden (user=system:serviceaccount:default:default, verb=get, resource=nodes, subresource=metrics)',
  );
  it.create(
    'clusterroles',
    { metadata: { name: 'm' }, rules: [{ apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] }] },
    'rbac.authorization.k8s.io',
  );
  const roleRef = { kind: 'ClusterRole', apiGroup: 'rbac.authorization.k8s.io', name: 'm' };
  const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }];
  it.create('clusterrolebindings', { metadata: { name: 'm' }, roleRef, subjects }, 'rbac.authorization.k8s.io');
  expect(it.run(`curl -sk ${token} ${kubelet}/metrics`)).toContain('kubelet_running_pods ');
  expect(it.run(`curl -sk ${token} ${kubelet}/pods`)).toContain('subresource=proxy)');
  expect(it.run(`curl -s http://${ip}:10250/healthz`)).toBe('Client sent an HTTP request to an HTTPS server.\n');
  expect(it.run(`curl -s http://${ip}:10251/healthz`)).toBe('exit 7\n');
});

function nodeIp(): string {
  const found = it.say({ verb: 'get', group: '', resource: 'nodes', name: 'node-2' });
  const { status } = (found?.body ?? {}) as { status?: { addresses?: { type: string; address: string }[] } };
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
}
