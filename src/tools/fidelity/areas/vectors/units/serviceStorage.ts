/** upstream: pkg/registry/core/service/storage: Services written to an API server, and what it gives them */
import type { Json } from '#api/immutable.ts';
import type { Service } from '#api/kinds.ts';
import type { Response, Status } from '#api/request.ts';
import { normalizeClusterIps } from '#engine/apiserver/service/serviceRules.ts';
import { ask, testServer, type TestServer } from '#engine/apiserver/testServer.ts';
import type { Answer } from '../../verdicts.ts';
import {
  errorText,
  inputOf,
  isFields,
  outputOf,
  readingNames,
  strings,
  type Adapter,
  type Adapters,
  type Fields,
  type Row,
} from '../row.ts';
import { objectAs } from './objects.ts';

const oneFamily: Answer = { leftOut: 'a cluster of this model has addresses of one family' };

function isOther(families: unknown): boolean {
  return Array.isArray(families) && (families.length !== 1 || families[0] !== 'IPv4');
}

/** The tests' range of addresses is 10.0.0.0/16, ours 10.96.0.0/12, with some taken at its begin. */
function here<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value).replaceAll('10.0.0.', '10.96.77.')) as T;
}

function written(it: TestServer, verb: 'create' | 'update' | 'delete', service: Fields, options: object = {}): Response {
  const { name } = service['metadata'] as { readonly name: string };
  const object = { apiVersion: 'v1', kind: 'Service', ...service } as unknown as Json;
  return ask(it, 'Service', { verb, ...(verb === 'create' ? {} : { name }), ...(verb === 'delete' ? {} : { object }), options } as never);
}

function svcOf(value: unknown): Fields {
  return here<Fields>(objectAs(value));
}

function specOf(answer: Response): Service['spec'] {
  return ((answer.body as unknown as Service).spec ?? {}) as Service['spec'];
}

function refusalOf(answer: Response): string | undefined {
  return answer.code < 400 ? undefined : (answer.body as unknown as Status).message;
}

const nodePorts: Adapter = (row) => {
  const { svc, expectError, expectNodePorts } = inputOf(row);
  if (svc === undefined) return { leftOut: 'a port of an inner loop, without its service' };
  const answer = written(testServer(), 'create', svcOf(svc));
  const refused = refusalOf(answer);
  if (expectError === true) return { expected: errorText(outputOf(row)['err']) ?? true, got: refused };
  const ports = specOf(answer).ports ?? [];
  const all = ports.length > 0 && ports.every((port) => (port.nodePort ?? 0) >= 30_000 && (port.nodePort ?? 0) <= 32_767);
  const none = ports.every((port) => (port.nodePort ?? 0) === 0);
  return { expected: expectNodePorts === true ? 'all' : 'none', got: refused ?? (all ? 'all' : none ? 'none' : 'some') };
};

/** What a service gets in the way of families, or that it is refused. */
function families(it: Fields, isWanted: boolean): unknown {
  if (isWanted) {
    if (it['expectError'] === true) return 'refused';
    return [it['expectPolicy'], strings(it['expectFamilies']), it['expectHeadless'] === true];
  }
  const answer = written(testServer(), 'create', svcOf(it['svc']));
  if (answer.code >= 400) return 'refused';
  const { ipFamilyPolicy, ipFamilies = [], clusterIP } = specOf(answer);
  return [ipFamilyPolicy, ipFamilies, clusterIP === 'None'];
}

const familyCases: Adapter = (row) => {
  const { cases, clusterFamilies } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  const all = (Array.isArray(cases) ? cases : []) as readonly Fields[];
  const differ = all.flatMap((it) => {
    const [expected, got] = [families(it, true), families(it, false)];
    return JSON.stringify(expected) === JSON.stringify(got) ? [] : [{ name: it['name'], expected, got }];
  });
  return { expected: [], got: differ };
};

const invalid: Adapter = (row) => {
  const { svc, families: clusterFamilies } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  return { expected: here(errorText(outputOf(row)['err'])), got: refusalOf(written(testServer(), 'create', svcOf(svc))) };
};

/** Both fields name the same addresses, and nobody has to ask for them. */
const single: Adapter = (row) => {
  const { svc, clusterFamilies } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  const { clusterIP = '', clusterIPs = [] } = specOf(written(testServer(), 'create', svcOf(svc)));
  return { expected: [true, 1], got: [clusterIP !== '' && clusterIP === clusterIPs[0], clusterIPs.length] };
};

const headless: Adapter = (row) => {
  const { svc, clusterFamilies, expectError } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  const answer = written(testServer(), 'create', svcOf(headlessly(svc)));
  return { expected: expectError === true ? 'refused' : ['None'], got: answer.code >= 400 ? 'refused' : specOf(answer).clusterIPs };
};

/** The test makes each of its services headless. */
function headlessly(svc: unknown): unknown {
  const fields = isFields(svc) ? svc : {};
  return { ...fields, spec: { ...(fields['spec'] as Fields), clusterIP: 'None', clusterIPs: ['None'] } };
}

function taken({ server }: TestServer): number {
  return server.clusterIps.size + server.nodePorts.size;
}

/** A rehearsal answers as if, and takes nothing. */
const dryRun: Adapter = (row) => {
  const { svc, clusterFamilies } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  const it = testServer();
  const before = taken(it);
  const answer = written(it, 'create', svcOf(svc), { dryRun: ['All'] });
  const left = ask(it, 'Service', { name: 'foo' }).code;
  return { expected: [201, 0, 404], got: [answer.code, taken(it) - before, left] };
};

const dryUpdate: Adapter = (row) => {
  const { svc, update, clusterFamilies } = inputOf(row);
  if (isOther(clusterFamilies)) return oneFamily;
  const it = testServer();
  written(it, 'create', svcOf(svc));
  const [before, stored] = [taken(it), ask(it, 'Service', { name: 'foo' }).body];
  const answer = written(it, 'update', svcOf(update), { dryRun: ['All'] });
  return {
    expected: [200, 0, JSON.stringify(stored)],
    got: [answer.code, taken(it) - before, JSON.stringify(ask(it, 'Service', { name: 'foo' }).body)],
  };
};

/** What is deleted can be had again, addresses and ports and all. */
const reuse: Adapter = (row) => {
  const svc = svcOf(inputOf(row)['svc']);
  const { ipFamilies } = svc['spec'] as { readonly ipFamilies?: readonly string[] };
  if (isOther(ipFamilies)) return oneFamily;
  const it = testServer();
  const made = written(it, 'create', svc);
  const again = { ...svc, metadata: { name: 'foo', namespace: 'default' }, spec: specOf(made) } as unknown as Fields;
  written(it, 'delete', svc);
  return { expected: [201, 201, ''], got: [made.code, written(it, 'create', again).code, ''] };
};

const normalized: Adapter = (row) => {
  const { newService, oldService, expectedClusterIP, expectedClusterIPs } = inputOf(row);
  const spec = (value: unknown) => (objectAs<{ readonly spec?: Service['spec'] }>(value).spec ?? {}) as Service['spec'];
  const got = normalizeClusterIps(spec(newService), isFields(oldService) ? spec(oldService) : undefined);
  return {
    expected: [expectedClusterIP, strings(expectedClusterIPs)],
    got: [got.clusterIP ?? '', got.clusterIPs ?? []],
  };
};

interface Step {
  readonly svc: Fields;
  readonly expectError: boolean;
  readonly expectClusterIPs: boolean;
  readonly expectHeadless: boolean;
  readonly expectNodePorts: boolean;
  readonly expectHealthCheckNodePort: boolean;
}

function outcome({ expectError, ...step }: Step): unknown {
  if (expectError) return 'refused';
  const { expectClusterIPs, expectHeadless, expectNodePorts, expectHealthCheckNodePort } = step;
  return [expectClusterIPs || expectHeadless, expectHeadless, expectNodePorts, expectHealthCheckNodePort];
}

function happened(answer: Response): unknown {
  if (answer.code >= 400) return 'refused';
  const { clusterIPs = [], ports = [], healthCheckNodePort = 0 } = specOf(answer);
  const numbered = ports.length > 0 && ports.every((port) => (port.nodePort ?? 0) !== 0);
  return [clusterIPs.length > 0, clusterIPs[0] === 'None', numbered, healthCheckNodePort !== 0];
}

/** Created, changed and deleted: what it has after each step, and that nothing stays taken. What else the test proves is not in the row. */
const lifetime: Adapter = readingNames((row: Row) => {
  const { create, update, beforeUpdate } = inputOf(row) as unknown as { create: Step; update: Step; beforeUpdate: unknown };
  if (beforeUpdate !== null) return { leftOut: 'a closure of the test writes the update' };
  if (/IPv6|DualStack|:/.test(JSON.stringify([create.svc, update.svc].map((svc) => [svc?.['spec']]).map(addresses)))) return oneFamily;
  if ([create.svc, update.svc].some(isUnaffine)) return { leftOut: 'defaulting takes the settings of no affinity away before' };
  const it = testServer();
  const before = taken(it);
  const made = happened(written(it, 'create', svcOf(create.svc)));
  const expected: unknown[] = [outcome(create)];
  const got: unknown[] = [made];
  if (!create.expectError) {
    expected.push(outcome(update));
    got.push(happened(written(it, 'update', svcOf(update.svc))));
    written(it, 'delete', svcOf(create.svc));
    expected.push(0);
    got.push(taken(it) - before);
  }
  return { expected, got };
});

function isUnaffine(svc: Fields | undefined): boolean {
  const { sessionAffinity, sessionAffinityConfig } = (svc?.['spec'] ?? {}) as Fields;
  return sessionAffinity === 'None' && isFields(sessionAffinityConfig);
}

/** What tells of families: policies, families and addresses. */
function addresses([spec]: readonly unknown[]): unknown {
  const { ipFamilies, ipFamilyPolicy, clusterIPs, clusterIP } = (spec ?? {}) as Fields;
  return [ipFamilies, ipFamilyPolicy, clusterIPs, clusterIP].flat().map((text) => String(text ?? ''));
}

export const serviceStorage: Adapters = {
  TestCreateDeleteReuse: reuse,
  TestCreateDryRun: dryRun,
  TestCreateInitClusterIPsFromClusterIP: single,
  TestCreateInitIPFields: familyCases,
  TestCreateInitNodePorts: nodePorts,
  TestCreateInvalidClusterIPInputs: invalid,
  TestCreateSkipsAllocationsForHeadless: headless,
  TestNormalizeClusterIPs: normalized,
  TestUpdateDryRun: dryUpdate,
  helpTestCreateUpdateDeleteWithFamilies: lifetime,
};
