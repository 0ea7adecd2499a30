import { describe, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { allRows, apiVersionOf, servedRows } from '#api/scheme.ts';
import { structOfRow, type StructType } from '#engine/apiserver/schema/types.ts';
import { decodeObject, encodeEvent, encodeObject } from './envelope.ts';
import { allMessages, messageNamed, messageOfKind, type Message } from './message.ts';
import { specials } from './special.ts';
import { tokensOf, WireError } from './wire.ts';

function roundTrip(object: Json): Json {
  const bytes = encodeObject(object);
  if (bytes === undefined) throw new Error('the kind has no message');
  return decodeObject(bytes);
}

describe('the tables', () => {
  test('every message that a field names exists', () => {
    for (const { fields } of allMessages()) {
      for (const { type } of fields) {
        if (typeof type === 'string' || type.message.slice(type.message.lastIndexOf('.') + 1) in specials) continue;
        expect(() => messageNamed(type.message), type.message).not.toThrow();
      }
    }
  });

  test('each kind that has a message has one of its list', () => {
    const kinds = servedRows().filter(
      (row) => row.verbs?.includes('list') !== false && messageOfKind(apiVersionOf(row), row.kind) !== undefined,
    );
    expect(kinds.length).toBeGreaterThan(50);
    expect(kinds.filter((row) => messageOfKind(apiVersionOf(row), `${row.kind}List`) === undefined)).toEqual([]);
  });

  test.each(allRows().filter((row) => messageOfKind(apiVersionOf(row), row.kind) !== undefined))(
    'the API server knows each field of $kind.$version.$group, and the message has each that it knows',
    (row) => {
      const seen = new Set<string>();
      compare(messageNamed(`${apiVersionOf(row)}.${row.kind}`), structOfRow(row), seen);
      expect(seen.size).toBeGreaterThan(0);
    },
  );
});

/** Alpha fields of 1.28 that the server's tables carry and later fields of ours have no number here. */
function compare(message: Message, struct: StructType, seen: Set<string>): void {
  if (seen.has(message.name)) return;
  seen.add(message.name);
  const known = new Set(['kind', 'apiVersion', ...struct.fields.keys()]);
  const own = fieldsOf(message);
  for (const json of own.keys()) expect(known, `${message.name}.${json}`).toContain(json);
  for (const field of struct.fields.values()) {
    if (field.json === 'kind' || field.json === 'apiVersion' || field.gated) continue;
    expect([...own.keys()], message.name).toContain(field.json);
    const inner = own.get(field.json);
    const type = field.type.kind === 'list' || field.type.kind === 'map' ? field.type.of : field.type;
    if (inner !== undefined && type.kind === 'struct') compare(messageNamed(inner), type, seen);
  }
}

/** JSON name -> the message it holds, with what is inlined. */
function fieldsOf(message: Message): Map<string, string | undefined> {
  const all = new Map<string, string | undefined>();
  for (const { json, shape, type } of message.fields) {
    const inner = typeof type === 'string' ? undefined : type.message;
    if (shape !== 'inline' || inner === undefined) all.set(json, inner);
    else for (const [name, of] of fieldsOf(messageNamed(inner))) all.set(name, of);
  }
  return all;
}

describe('objects', () => {
  const pod: Json = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-0',
      namespace: 'ns',
      labels: { app: 'web', '': 'empty' },
      creationTimestamp: '2026-11-28T12:00:00Z',
      generation: 3,
    },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          command: ['sh', '-c', ''],
          ports: [{ containerPort: 80 }],
          env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } }],
          resources: { limits: { cpu: '100m', memory: '1Gi' } },
          readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
          livenessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 1 },
        },
      ],
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'm', configMap: { name: 'cm', items: [{ key: 'a', path: 'b', mode: 420 }] } },
      ],
      hostNetwork: true,
      securityContext: { supplementalGroups: [1, 2], runAsUser: 0 },
      priority: -10,
    },
    status: { phase: 'Running', startTime: '1969-12-31T23:59:59Z' },
  };

  test('come back as they went', () => {
    expect(roundTrip(pod)).toEqual(pod);
  });

  test.each<Json>([
    { apiVersion: 'v1', kind: 'Secret', metadata: {}, data: { a: 'AP8=', __proto__x: '' } },
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {}, spec: { renewTime: '2026-11-28T12:00:00.000042Z' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {},
      spec: { strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } },
    },
    { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', details: { causes: [{ reason: 'r', field: 'f' }] }, code: 404 },
    { apiVersion: 'apps/v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, propagationPolicy: 'Foreground' },
    { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'a' } }] },
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: { extra: { scopes: ['a', 'b'] }, groups: ['g'] },
    },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {},
      spec: {
        versions: [
          {
            name: 'v1',
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  a: { type: 'array', items: { type: 'string' }, default: ['x'] },
                  b: { additionalProperties: false, multipleOf: 0.5, enum: [1, 'two', null] },
                  c: { additionalProperties: { type: 'integer' }, 'x-kubernetes-validations': [{ rule: 'self > 0' }] },
                },
              },
            },
          },
        ],
      },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { managedFields: [{ manager: 'm', fieldsV1: { 'f:data': { '.': {} } } }] } },
  ])('$kind comes back as it went', (object) => {
    expect(roundTrip(object)).toEqual(object);
  });

  test('bytes are those of the real encoder', () => {
    // k8s\0, then typeMeta (1) { apiVersion (1): v1, kind (2): Secret }, then raw (2) { metadata (1) { name (1): s }, data (2) { a: 0x01 } }.
    const expected = [0x6b, 0x38, 0x73, 0, 0x0a, 12, 0x0a, 2, 0x76, 0x31, 0x12, 6, 0x53, 0x65, 0x63, 0x72, 0x65, 0x74];
    expected.push(0x12, 13, 0x0a, 3, 0x0a, 1, 0x73, 0x12, 6, 0x0a, 1, 0x61, 0x12, 1, 1);
    expect([...(encodeObject({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'AQ==' } }) ?? [])]).toEqual(expected);
  });

  test('a kind without a message has no encoding', () => {
    expect(encodeObject({ apiVersion: 'example.com/v1', kind: 'Foo' })).toBeUndefined();
    expect(messageOfKind('v1', 'constructor')).toBeUndefined();
    expect(messageOfKind('__proto__', 'Pod')).toBeUndefined();
  });

  test('a message larger than the first buffer', () => {
    const data = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key-${i}`, 'x'.repeat(i)]));
    const object: Json = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data };
    expect(roundTrip(object)).toEqual(object);
  });

  test('an event of a watch has its length before it', () => {
    const bytes = encodeEvent('ADDED', pod) ?? Buffer.alloc(4);
    expect(bytes.readUInt32BE()).toBe(bytes.length - 4);
    const [type, object] = [...tokensOf(bytes.subarray(4))];
    expect(type?.bytes.toString()).toBe('ADDED');
    const [raw] = [...tokensOf(object?.bytes ?? Buffer.alloc(0))];
    expect(decodeObject(raw?.bytes ?? Buffer.alloc(0))).toEqual(pod);
  });
});

describe('what is no message', () => {
  test.each([[[]], [[0x6b, 0x38, 0x73, 1]], [[0x6b, 0x38, 0x73, 0, 0x12, 200]], [[0x6b, 0x38, 0x73, 0, 0x0b]], [[0x6b, 0x38, 0x73, 0]]])(
    'is refused: %j',
    (bytes) => {
      expect(() => decodeObject(Buffer.from(bytes))).toThrow(WireError);
    },
  );

  test('nesting has an end', () => {
    let schema: Json = { type: 'string' };
    for (let i = 0; i < 300; i += 1) schema = { not: schema };
    const version: Json = { name: 'v1', schema: { openAPIV3Schema: schema } };
    const bytes = encodeObject({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { versions: [version] } });
    expect(() => decodeObject(bytes ?? Buffer.alloc(0))).toThrow('nested too deep');
  });
});
