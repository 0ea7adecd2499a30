import { expect, test } from 'vitest';
import { controlPlane } from '../../testing/controlPlane.ts';

const matchConstraints = {
  resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] }],
};

interface Warning {
  readonly fieldRef: string;
  readonly warning: string;
}

function statusOf(spec: object): unknown {
  const it = controlPlane([], { featureGates: { ValidatingAdmissionPolicy: true } });
  it.create('ValidatingAdmissionPolicy', 'p', { spec: { matchConstraints, ...spec } as never });
  it.wait(2);
  return it.get('ValidatingAdmissionPolicy', 'p')?.status;
}

function warnings(spec: object): readonly string[] {
  const status = statusOf(spec) as { readonly typeChecking?: { readonly expressionWarnings?: readonly Warning[] } };
  return (status.typeChecking?.expressionWarnings ?? []).map(({ fieldRef, warning }) => `${fieldRef} ${warning}`);
}

const deployment = 'apps/v1, Kind=Deployment: ERROR: <input>:1:';

test('a policy whose expressions fit says so', () => {
  expect(statusOf({ validations: [{ expression: 'object.spec.replicas > 1' }] })).toEqual({ observedGeneration: 1, typeChecking: {} });
});

test.each<readonly [string, object, readonly string[]]>([
  [
    'a field that is not there, and types that do not fit',
    {
      validations: [{ expression: 'object.spec.replicas < 100' }, { expression: `object.spec.replicas > '1' && object.spec.nothing == 1` }],
    },
    [
      `spec.validations[1].expression ${deployment}22: found no matching overload for '_>_' applied to '(int, string)'
 | object.spec.replicas > '1' && object.spec.nothing == 1
 | .....................^
ERROR: <input>:1:42: undefined field 'nothing'
 | object.spec.replicas > '1' && object.spec.nothing == 1
 | .........................................^
`,
    ],
  ],
  [
    'a message, and a variable that has a type',
    {
      variables: [{ name: 'n', expression: 'object.spec.replicas' }],
      validations: [{ expression: 'variables.n > 1', messageExpression: `'has ' + object.metadata.name + string(object.spec.template.x)` }],
    },
    [
      `spec.validations[0].messageExpression ${deployment}60: undefined field 'x'
 | 'has ' + object.metadata.name + string(object.spec.template.x)
 | ............................................................^
`
        .replaceAll('61', '60')
        .replace('.^', '^'),
    ],
  ],
  [
    'parameters of a built-in kind; of other kinds nothing is known',
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'params.data.size() > 0 && params.spec == 1' }],
    },
    [
      `spec.validations[0].expression ${deployment}33: undefined field 'spec'
 | params.data.size() > 0 && params.spec == 1
 | ................................^
`,
    ],
  ],
  [
    'kinds that are not named one by one',
    {
      matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }] },
      validations: [{ expression: 'object.nothing == 1' }],
    },
    [],
  ],
])('%s', (_what, spec, expected) => {
  expect(warnings(spec)).toEqual(expected);
});
