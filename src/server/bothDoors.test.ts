/** The same requests through the door of `npm run serve` and through that for containers: what comes back is the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '#engine/engine.ts';
import type { Request } from '#api/request.ts';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorityOf } from '#engine/engine.ts';
import { createDoor } from './createDoor.ts';
import { route } from './route.ts';

interface Ask {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

interface Told {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How long each exchange takes for the cluster. */
const exchangeMs = 3_000;

type Send = (path: string, ask: Ask) => Promise<Told>;

const users = [
  { name: 'root', groups: ['system:masters'], token: 'root-token' },
  { name: 'somebody', groups: [], token: 'plain-token' },
];

/** A cluster of its own for each door, so that both are asked in the same state. */
function newCluster() {
  const spec = { name: 'orrery', nodes: [{ name: 'node-1' }], users };
  const engine = createEngine({ version: 1, seed: 5, epoch: '2026-01-01T09:00:00Z', clusters: [spec], inputs: [] });
  const advance = (ms: number) => engine.advance(engine.now() + ms, 1_000_000);
  const say = (request: Request) => engine.say('orrery', { type: 'request', request });
  advance(5_000);
  const pod = (name: string, image: string, command?: readonly string[]) => {
    const containers = [{ name: 'c', image, ...(command === undefined ? {} : { command }) }];
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName: 'node-1', containers } };
    say({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', object });
  };
  pod('p', 'curlimages/curl:8.5.0', ['sleep', '100000']);
  pod('said', 'busybox:1.36', ['sh', '-c', 'echo one; echo zwö; sleep 100000']);
  pod('web', 'nginx:1.25');
  advance(20_000);
  return { engine, advance };
}

function ofContainers({ engine, advance }: ReturnType<typeof newCluster>): Send {
  let count = 0;
  return async (path, { method = 'GET', headers = [], body }) => {
    const stream = `s${(count += 1)}`;
    const told = headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const said = body === undefined ? [] : ['--data-binary', body];
    const command = ['curl', '-sk', '-i', '-X', method, ...told, ...said, `https://kubernetes.default.svc${path}`];
    const query = { command, container: ['c'], stdout: ['true'], stderr: ['true'] };
    const target = { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'p', subresource: 'exec' };
    engine.say('orrery', { type: 'connect', stream, request: { verb: 'connect', ...target, options: { query } } });
    advance(exchangeMs);
    const text = engine
      .takeStreams()
      .map((chunk) => ('data' in chunk && chunk.stream === stream ? chunk.data : ''))
      .join('');
    const [head = '', ...rest] = text.split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)] as const);
    return { code: Number(first.split(' ')[1]), headers: Object.fromEntries(pairs), text: rest.join('\r\n\r\n') };
  };
}

async function ofServer({ engine, advance }: ReturnType<typeof newCluster>) {
  const listeners = new Set<() => void>();
  const door = createDoor({
    engine,
    cluster: 'orrery',
    pace: {
      say: (input) => engine.say('orrery', input),
      onNews(tell) {
        listeners.add(tell);
        return () => listeners.delete(tell);
      },
      catchUp: () => {},
      speed: 1,
      stop: () => {},
    },
    token: 'nobody has this',
    hosts: new Set(['127.0.0.1']),
    address: '172.18.0.2:6443',
    authority: authorityOf({}),
    startedAt: 0,
  });
  const server = createServer((request, response) => void route(door, request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask: Send = (path, { method = 'GET', headers = [], body }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? [] : ([['content-length', String(Buffer.byteLength(body))]] as const);
      const named: Record<string, string[]> = {};
      for (const [name, value] of [['user-agent', 'curl/8.5.0'], ...headers, ...length] as const) (named[name] ??= []).push(value);
      let passed = 0;
      const pass = (ms: number) => {
        passed += ms;
        advance(ms);
        listeners.forEach((tell) => tell());
      };
      // Streams go on while time passes.
      const timer = setInterval(() => (passed < exchangeMs ? pass(100) : undefined), 5);
      const outgoing = send({ host: '127.0.0.1', port, method, path, headers: named, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          clearInterval(timer);
          pass(exchangeMs - passed);
          const told = Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).at(-1) ?? ''] as const);
          resolve({ code: response.statusCode ?? 0, headers: Object.fromEntries(told), text: Buffer.concat(parts).toString('utf8') });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { ask, close: () => void server.close() };
}

let asked: readonly [Send, Send];
let close: () => void;
beforeAll(async () => {
  const served = await ofServer(newCluster());
  asked = [served.ask, ofContainers(newCluster())];
  close = served.close;
});
afterAll(() => close());

/** What differs by chance, and what only one side's connection says. */
function withoutChance({ code, headers, text }: Told): Told {
  const { date: _date, connection: _connection, 'keep-alive': _alive, 'transfer-encoding': _encoding, ...rest } = headers;
  const known = {
    ...rest,
    'audit-id': '',
    'content-length': '',
    'x-kubernetes-pf-flowschema-uid': '',
    'x-kubernetes-pf-prioritylevel-uid': '',
  };
  const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return {
    code,
    headers: 'x-kubernetes-pf-flowschema-uid' in headers ? { ...known, flow: 'told' } : known,
    text: text
      .replace(uid, 'UID')
      .replace(/"(resourceVersion|creationTimestamp|time|description)": ?"(?:[^"\\]|\\.)*"/g, '"$1":""')
      .replace(/\d+(\.\d+)?(s|m|h)\b/g, 'AGE'),
  };
}

const root = ['authorization', 'Bearer root-token'] as const;
const json = ['content-type', 'application/json'] as const;
const type = (value: string) => ['content-type', value] as const;
const accept = (value: string) => ['accept', value] as const;
const configMaps = '/api/v1/namespaces/default/configmaps';
const patched = { method: 'PATCH', body: '{"data":{"b":"2"}}' };
const gadget = '{"apiVersion":"example.org/v1","kind":"Gadget","metadata":{"name":"g"},"spec":{"a":1}}';
const columns = [{ name: 'A', type: 'integer', jsonPath: '.spec.a' }];
const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
const definition = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Cluster',
    names: { plural: 'gadgets', kind: 'Gadget' },
    versions: [{ name: 'v1', served: true, storage: true, schema, additionalPrinterColumns: columns }],
  },
});
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

const requests: readonly (readonly [string, string, Ask])[] = [
  ['nobody', '/api/v1/pods', {}],
  ['a token of nobody', '/api/v1/pods', { headers: [['authorization', 'Bearer none']] }],
  ['no token at all in the header', '/api/v1/pods', { headers: [['authorization', 'Basic eA==']] }],
  [
    'a token of nobody before a form that cannot be had',
    '/api/v1/pods',
    { headers: [['authorization', 'Bearer none'], accept('text/csv')] },
  ],
  ['paths', '/', { headers: [root] }],
  ['version', '/version', {}],
  ['health', '/readyz?verbose', {}],
  ['no path', '/nothing', { headers: [root] }],
  ['a path that may not be written', '/version', { method: 'POST', headers: [root] }],
  ['versions', '/api', { headers: [root] }],
  ['groups', '/apis', { headers: [root] }],
  ['a group', '/apis/apps', { headers: [root] }],
  ['resources', '/apis/apps/v1', { headers: [root] }],
  ['aggregated', '/apis', { headers: [root, accept('application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList')] }],
  ['the issuer', '/.well-known/openid-configuration', { headers: [root] }],
  ['create', configMaps, { method: 'POST', headers: [root, json], body: '{"metadata":{"name":"a"},"data":{"x":"<é>"}}' }],
  ['create it twice', configMaps, { method: 'POST', headers: [root, json], body: '{"metadata":{"name":"a"}}' }],
  ['create badly', configMaps, { method: 'POST', headers: [root, json], body: '{"metadata":' }],
  ['create with an unknown field', configMaps, { method: 'POST', headers: [root, json], body: '{"metadata":{"name":"w"},"dat":{}}' }],
  [
    'create with a field twice',
    `${configMaps}?fieldValidation=Strict`,
    { method: 'POST', headers: [root, json], body: '{"metadata":{"name":"t"},"data":{"a":"1","a":"2"}}' },
  ],
  ['create from text', configMaps, { method: 'POST', headers: [root, type('text/csv')], body: 'a,b' }],
  ['create with bad options', `${configMaps}?dryRun=Some`, { method: 'POST', headers: [root, json], body: '{"metadata":{"name":"d"}}' }],
  ['get', `${configMaps}/a`, { headers: [root] }],
  ['get it laid out', `${configMaps}/a?pretty=false`, { headers: [root] }],
  ['get what is not there', `${configMaps}/none`, { headers: [root] }],
  ['get in no form', `${configMaps}/a`, { headers: [root, accept('text/csv')] }],
  ['list', configMaps, { headers: [root] }],
  ['list a table', configMaps, { headers: [root, accept(table)] }],
  ['list an older table', configMaps, { headers: [root, accept(table.replace('v=v1', 'v=v1beta1'))] }],
  ['list in no time', `${configMaps}?timeout=soon`, { headers: [root] }],
  ['list a table with nothing', `${configMaps}?includeObject=None`, { headers: [root, accept(table)] }],
  ['list a table with what is not known', `${configMaps}?includeObject=Some`, { headers: [root, accept(table)] }],
  ['list metadata', configMaps, { headers: [root, accept('application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io')] }],
  ['list a few', `${configMaps}?limit=x`, { headers: [root] }],
  ['list pods as a table', '/api/v1/namespaces/default/pods', { headers: [root, accept(table)] }],
  ['watch', `${configMaps}?watch=1&timeoutSeconds=1`, { headers: [root] }],
  ['watch a table', `${configMaps}?watch=1&timeoutSeconds=1`, { headers: [root, accept(table)] }],
  ['watch from before everything', `${configMaps}?watch=1&timeoutSeconds=1&resourceVersion=x`, { headers: [root] }],
  ['merge', `${configMaps}/a`, { ...patched, headers: [root, type('application/merge-patch+json')] }],
  ['strategic', `${configMaps}/a`, { ...patched, headers: [root, type('application/strategic-merge-patch+json')] }],
  ['a patch of no type', `${configMaps}/a`, { ...patched, headers: [root, json] }],
  ['a bad patch', `${configMaps}/a`, { ...patched, body: '{bad', headers: [root, type('application/merge-patch+json')] }],
  ['a patch of a collection', configMaps, { ...patched, headers: [root, json] }],
  [
    'a json patch',
    `${configMaps}/a`,
    { method: 'PATCH', body: '[{"op":"test","path":"/data/x","value":1}]', headers: [root, type('application/json-patch+json')] },
  ],
  [
    'apply',
    `${configMaps}/s?fieldManager=m`,
    {
      method: 'PATCH',
      headers: [root, type('application/apply-patch+yaml')],
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"s"},"data":{"a":"1"}}',
    },
  ],
  [
    'act as somebody',
    configMaps,
    {
      headers: [
        root,
        ['impersonate-user', 'jane'],
        ['impersonate-group', 'a'],
        ['impersonate-group', 'system:masters'],
        ['impersonate-extra-scopes', 'x'],
        ['impersonate-extra-scopes', 'y'],
      ],
    },
  ],
  ['act as somebody else', configMaps, { headers: [root, ['impersonate-user', 'jane'], ['impersonate-extra-acme%2fproject', 'x']] }],
  [
    'act as who one may not',
    configMaps,
    {
      headers: [
        ['authorization', 'Bearer plain-token'],
        ['impersonate-user', 'jane'],
      ],
    },
  ],
  ['act in groups only', configMaps, { headers: [root, ['impersonate-group', 'a']] }],
  [
    'who am I',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {
      method: 'POST',
      headers: [root, json, ['impersonate-user', 'jane'], ['impersonate-extra-a', 'x'], ['impersonate-extra-a', 'y']],
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
    },
  ],
  [
    'a review as a table',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { method: 'POST', headers: [root, json, accept(table)], body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' },
  ],
  ['define', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { method: 'POST', headers: [root, json], body: definition }],
  ['create a custom object', '/apis/example.org/v1/gadgets', { method: 'POST', headers: [root, json], body: gadget }],
  ['list custom objects', '/apis/example.org/v1/gadgets', { headers: [root] }],
  ['list custom objects as a table', '/apis/example.org/v1/gadgets', { headers: [root, accept(table)] }],
  [
    'a strategic patch of a custom object',
    '/apis/example.org/v1/gadgets/g',
    { ...patched, headers: [root, type('application/strategic-merge-patch+json')] },
  ],
  ['a patch of no type of a custom object', '/apis/example.org/v1/gadgets/g', { ...patched, headers: [root, json] }],
  ['a bad custom object', '/apis/example.org/v1/gadgets', { method: 'POST', headers: [root, json], body: '{"a' }],
  ['an unknown kind', '/apis/example.org/v1/nothings', { headers: [root] }],
  ['a log', '/api/v1/namespaces/default/pods/said/log', { headers: [root] }],
  ['a part of a log', '/api/v1/namespaces/default/pods/said/log?tailLines=1&limitBytes=2', { headers: [root] }],
  ['no part of a log', '/api/v1/namespaces/default/pods/said/log?limitBytes=0', { headers: [root] }],
  ['the log of nothing', '/api/v1/namespaces/default/pods/none/log', { headers: [root] }],
  ['a log that one may not read', '/api/v1/namespaces/default/pods/said/log', { headers: [['authorization', 'Bearer plain-token']] }],
  ['a pod behind us', '/api/v1/namespaces/default/pods/web/proxy/', { headers: [root] }],
  ['a pod behind us, without its folder', '/api/v1/namespaces/default/pods/web/proxy', { headers: [root] }],
  ['a page that a pod has not', '/api/v1/namespaces/default/pods/web:80/proxy/none?a=b', { headers: [root] }],
  ['a port that a pod has not', '/api/v1/namespaces/default/pods/web:81/proxy/', { headers: [root] }],
  ['a service behind us', '/api/v1/namespaces/default/services/none/proxy/', { headers: [root] }],
  ['a kubelet behind us', '/api/v1/nodes/node-1/proxy/healthz', { headers: [root] }],
  [
    'delete with options',
    `${configMaps}/a`,
    { method: 'DELETE', headers: [root, json], body: '{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"none"}}' },
  ],
  ['delete with other things', `${configMaps}/a`, { method: 'DELETE', headers: [root, json], body: '{"kind":"Pod"}' }],
  ['delete', `${configMaps}/a`, { method: 'DELETE', headers: [root] }],
  ['delete all', `${configMaps}?dryRun=All`, { method: 'DELETE', headers: [root] }],
];

test.each(requests)('%s', async (_what, path, ask) => {
  const [server, containers] = await Promise.all(asked.map((it) => it(path, ask)));
  expect(withoutChance(containers!)).toEqual(withoutChance(server!));
  expect(server!.code).toBeGreaterThan(0);
});
