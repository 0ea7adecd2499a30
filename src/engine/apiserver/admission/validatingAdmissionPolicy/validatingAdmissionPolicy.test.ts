import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import { handle } from '../../handle.ts';
import { ask, body, create, testServer, type TestServer } from '../../testServer.ts';

type Fields = { readonly [key: string]: Json };

const deployments = [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }];

function policyServer(): TestServer {
  return testServer({ featureGates: { ValidatingAdmissionPolicy: true } });
}

interface Setup {
  readonly policy: Fields;
  readonly binding?: Fields;
}

/** A server with one policy about Deployments, and its binding. */
function serverWith({ policy, binding = {} }: Setup): TestServer {
  const it = policyServer();
  expect(create(it, 'ValidatingAdmissionPolicy', 'p', { spec: { matchConstraints: { resourceRules: deployments }, ...policy } }).code).toBe(
    201,
  );
  const spec = { policyName: 'p', validationActions: ['Deny'], ...binding };
  expect(create(it, 'ValidatingAdmissionPolicyBinding', 'b', { spec }).code).toBe(201);
  return it;
}

function deployment(replicas: number, metadata: Fields = {}): Fields {
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  return { metadata, spec: { replicas, selector: { matchLabels: { app: 'x' } }, template } };
}

function told(it: TestServer, replicas: number, metadata: Fields = {}): unknown {
  const answer = create(it, 'Deployment', `d${replicas}`, deployment(replicas, metadata));
  return answer.code === 201 ? (answer.warnings ?? 'ok') : body(answer)['message'];
}

const denied = (why: string, name = 'd6') =>
  `deployments.apps "${name}" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${why}`;

const few = { validations: [{ expression: 'object.spec.replicas <= 5' }] };

test('without the feature gate there are no policies', () => {
  const it = testServer();
  const path = { verb: 'list', group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' } as const;
  expect(handle(it.server, { ...path, version: 'v1beta1' }, it.env)).toMatchObject({
    code: 404,
    body: { message: 'the server could not find the requested resource' },
  });
  expect(handle(policyServer().server, { ...path, version: 'v1alpha1' }, it.env).code).toBe(200);
});

test('a policy denies what its expression does not hold for, and says so as the real server does', () => {
  const it = serverWith({ policy: few });
  expect(told(it, 5)).toBe('ok');
  expect(told(it, 6)).toBe(denied('failed expression: object.spec.replicas <= 5'));
  const answer = create(it, 'Deployment', 'd6', deployment(6));
  expect(answer).toMatchObject({ code: 422, body: { reason: 'Invalid', details: { kind: 'deployments', group: 'apps', name: 'd6' } } });
  const scaled = ask(it, 'Deployment', { verb: 'patch', name: 'd5', patch: { type: 'merge', body: { spec: { replicas: 9 } } } });
  expect(body(scaled)['message']).toBe(denied('failed expression: object.spec.replicas <= 5', 'd5'));
});

const rows: readonly (readonly [what: string, setup: Setup, six: unknown])[] = [
  ['a fixed message', { policy: { validations: [{ expression: 'false', message: ' too many ' }] } }, denied('too many')],
  [
    'a message that is worked out',
    { policy: { validations: [{ expression: 'false', message: 'm', messageExpression: `'has ' + string(object.spec.replicas)` }] } },
    denied('has 6'),
  ],
  [
    'variables, each from those before it',
    {
      policy: {
        variables: [
          { name: 'n', expression: 'object.spec.replicas' },
          { name: 'twice', expression: 'variables.n * 2' },
        ],
        validations: [{ expression: 'variables.twice < 12' }],
      },
    },
    denied('failed expression: variables.twice < 12'),
  ],
  [
    'an error, which denies',
    { policy: { validations: [{ expression: 'object.spec.nothing == 1' }] } },
    denied(`expression 'object.spec.nothing == 1' resulted in error: no such key: nothing`),
  ],
  ['an error that is ignored', { policy: { failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.nothing == 1' }] } }, 'ok'],
  [
    'a variable with an error',
    { policy: { variables: [{ name: 'v', expression: 'object.no' }], validations: [{ expression: 'variables.v == 1' }] } },
    denied(`expression 'variables.v == 1' resulted in error: composited variable "v" fails to evaluate: no such key: no`),
  ],
  [
    'warnings only',
    { policy: few, binding: { validationActions: ['Warn', 'Audit'] } },
    [`Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: object.spec.replicas <= 5`],
  ],
  [
    'a condition that does not hold',
    { policy: { ...few, matchConditions: [{ name: 'c', expression: `object.metadata.name == 'x'` }] } },
    'ok',
  ],
  [
    'a condition with an error',
    { policy: { ...few, matchConditions: [{ name: 'c', expression: `object.no == 'x'` }] } },
    denied(`expression 'object.no == 'x'' resulted in error: no such key: no`),
  ],
  ['another policy name', { policy: few, binding: { policyName: 'q' } }, 'ok'],
  ['a selector of objects', { policy: few, binding: { matchResources: { objectSelector: { matchLabels: { a: 'b' } } } } }, 'ok'],
  [
    'a selector of namespaces',
    { policy: few, binding: { matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } } } },
    'ok',
  ],
  [
    'excluded rules',
    {
      policy: {
        ...few,
        matchConstraints: { resourceRules: deployments, excludeResourceRules: [{ ...deployments[0], resourceNames: ['d6'] }] },
      },
    },
    'ok',
  ],
  [
    'the request, the namespace and the asker',
    {
      policy: {
        validations: [
          { expression: `request.operation == 'CREATE' && request.userInfo.username == 'kubernetes-admin' && oldObject == null` },
          { expression: `namespaceObject.metadata.name == 'default' && request.resource.resource == 'deployments'` },
          { expression: `authorizer.group('').resource('pods').namespace('default').check('delete').allowed()` },
          { expression: `authorizer.requestResource.check('update').allowed()` },
          {
            expression: `authorizer.serviceAccount('default', 'x').group('').resource('pods').namespace('default').check('create').allowed()`,
            message: 'nobody',
          },
        ],
      },
    },
    denied('nobody'),
  ],
  [
    'an audit annotation that cannot be worked out',
    { policy: { auditAnnotations: [{ key: 'k', valueExpression: 'string(object.no)' }] }, binding: { validationActions: ['Audit'] } },
    denied(`expression 'string(object.no)' resulted in error: no such key: no`),
  ],
];

test.each(rows)('%s', (_what, setup, six) => {
  expect(told(serverWith(setup), 6)).toEqual(six);
});

test('a reason of its own gives the code', () => {
  const it = serverWith({ policy: { validations: [{ expression: 'false', reason: 'Forbidden' }] } });
  expect(create(it, 'Deployment', 'd', deployment(1))).toMatchObject({ code: 403, body: { reason: 'Forbidden' } });
});

test('parameters: one by name, several by a selector, and none', () => {
  const policy = {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    validations: [{ expression: 'object.spec.replicas <= int(params.data.max)', messageExpression: `'at most ' + params.data.max` }],
  };
  const named = { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } };
  const it = serverWith({ policy, binding: named });
  expect(told(it, 6)).toBe(denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'));
  create(it, 'ConfigMap', 'limits', { data: { max: '3' } });
  expect(told(it, 6)).toBe(denied('at most 3'));
  expect(told(it, 3)).toBe('ok');
  const selected = serverWith({
    policy,
    binding: { paramRef: { selector: { matchLabels: { for: 'd' } }, parameterNotFoundAction: 'Allow' } },
  });
  expect(told(selected, 7)).toBe('ok');
  create(selected, 'ConfigMap', 'a', { metadata: { labels: { for: 'd' } }, data: { max: '9' } });
  create(selected, 'ConfigMap', 'b', { metadata: { labels: { for: 'd' } }, data: { max: '5' } });
  expect(told(selected, 6)).toBe(denied('at most 5'));
});

test('a rule about one version matches what is written at another, unless it is to match exactly', () => {
  const rule = { apiGroups: ['autoscaling'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['horizontalpodautoscalers'] };
  const validations = [{ expression: 'object.spec.targetCPUUtilizationPercentage < 50' }];
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }, maxReplicas: 3 };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }];
  const make = (matchPolicy: string) => {
    const it = serverWith({ policy: { matchConstraints: { matchPolicy, resourceRules: [rule] }, validations } });
    return create(it, 'HorizontalPodAutoscaler', 'h', { spec: { ...spec, metrics } }).code;
  };
  expect(make('Equivalent')).toBe(422);
  expect(make('Exact')).toBe(201);
});

test('deletions have only what there was', () => {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['configmaps'] }];
  const policy = {
    matchConstraints: { resourceRules: rules },
    validations: [{ expression: `object == null && !has(oldObject.metadata.labels)` }],
  };
  const it = serverWith({ policy });
  create(it, 'ConfigMap', 'free');
  create(it, 'ConfigMap', 'kept', { metadata: { labels: { keep: 'me' } } });
  expect(ask(it, 'ConfigMap', { verb: 'delete', name: 'free' }).code).toBe(200);
  expect(ask(it, 'ConfigMap', { verb: 'delete', name: 'kept' }).code).toBe(422);
});

const invalid: readonly (readonly [kind: Kind, spec: Json, message: string])[] = [
  [
    'ValidatingAdmissionPolicy',
    { matchConstraints: { resourceRules: deployments }, validations: [{ expression: 'object.x' }] },
    'spec.validations[0].expression: Invalid value: "object.x": must evaluate to bool',
  ],
  [
    'ValidatingAdmissionPolicy',
    { matchConstraints: { resourceRules: deployments }, validations: [{ expression: 'params.x == 1' }] },
    `spec.validations[0].expression: Invalid value: "params.x == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x == 1\n | ^`,
  ],
  [
    'ValidatingAdmissionPolicyBinding',
    { policyName: 'p', validationActions: ['Deny', 'Warn'] },
    'spec.validationActions: Invalid value: []admissionregistration.ValidationAction{"Deny", "Warn"}: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
  ],
];

test.each(invalid)('a wrong %s is refused: %j', (kind, spec, message) => {
  expect(body(create(policyServer(), kind, 'x', { spec }))['message']).toBe(
    `${kind}.admissionregistration.k8s.io "x" is invalid: ${message}`,
  );
});

test('who writes a policy or a binding may read its parameters', () => {
  const it = policyServer();
  const alice = { name: 'alice', groups: ['system:authenticated'] };
  const rules = [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }];
  const more = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  create(it, 'ClusterRole', 'policies', { rules });
  const subjects = [{ kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' }];
  create(it, 'ClusterRoleBinding', 'policies', {
    subjects,
    roleRef: { kind: 'ClusterRole', name: 'policies', apiGroup: 'rbac.authorization.k8s.io' },
  });
  const asAlice = { ...it, env: { ...it.env, user: alice } };
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const spec = { matchConstraints: { resourceRules: deployments }, paramKind, validations: [{ expression: 'true' }] };
  const text = '&{alice  [system:authenticated] map[]}';
  const policy = (): unknown => {
    const answer = create(asAlice, 'ValidatingAdmissionPolicy', 'p', { spec });
    return answer.code === 201 ? 201 : body(answer)['message'];
  };
  expect(policy()).toBe(
    `ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: spec.paramKind: Forbidden: user ${text} must have "get" permission on all objects of the referenced paramKind (kind=ConfigMap, apiVersion=v1)`,
  );
  create(it, 'ClusterRole', 'reading', { rules: more });
  create(it, 'ClusterRoleBinding', 'reading', {
    subjects,
    roleRef: { kind: 'ClusterRole', name: 'reading', apiGroup: 'rbac.authorization.k8s.io' },
  });
  expect(policy()).toBe(201);
  const paramRef = { selector: {}, parameterNotFoundAction: 'Deny' };
  const bound = create(asAlice, 'ValidatingAdmissionPolicyBinding', 'b', {
    spec: { policyName: 'p', validationActions: ['Deny'], paramRef },
  });
  expect(body(bound)['message']).toContain(`spec.paramRef: Forbidden: user list does not have "${text}" permission on the object`);
});
