import { describe, expect, it } from 'vitest';
import type { FeatureGates } from '#api/featureGates.ts';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, testServer, type Loose } from './testServer.ts';

const template = { metadata: { labels: { app: 'a' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 3 };

function specOf(object: Loose): Loose {
  return object['spec']!;
}

function job(featureGates: FeatureGates, spec: Readonly<Record<string, Json>>): Loose {
  return body(create(testServer({ featureGates }), 'Job', 'j', { spec: { template, ...spec } }));
}

const rule = (action: string) => ({ action, onExitCodes: { operator: 'In', values: [1] } });

describe('a Job', () => {
  it('loses what is behind gates that are off, as 1.28 has them', () => {
    const policy = { rules: [rule('FailIndex'), rule('Ignore')] };
    const spec = specOf(
      job({}, { ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 2, podReplacementPolicy: 'Failed', podFailurePolicy: policy }),
    );
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes', 'podReplacementPolicy']) expect(spec[field]).toBeUndefined();
    expect(spec['backoffLimit']).toBe(2_147_483_647);
    expect((spec['podFailurePolicy']!['rules'] as unknown as readonly Loose[]).map((it) => it['action'])).toEqual(['Ignore']);
  });

  it('keeps it while they are on', () => {
    const gates = { JobBackoffLimitPerIndex: true, JobPodReplacementPolicy: true };
    const spec = specOf(job(gates, { ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 2 }));
    expect(spec).toMatchObject({ backoffLimitPerIndex: 1, maxFailedIndexes: 2, podReplacementPolicy: 'TerminatingOrFailed' });
    expect(specOf(job(gates, { podFailurePolicy: { rules: [rule('Count')] } }))['podReplacementPolicy']).toBe('Failed');
  });

  it('has a success policy only where that is known', () => {
    const successPolicy = { rules: [{ succeededCount: 1 }] };
    const asked = (featureGates: FeatureGates) =>
      ask(testServer({ featureGates }), 'Job', {
        verb: 'create',
        object: { metadata: { name: 'j' }, spec: { template, ...indexed, successPolicy } },
        options: { fieldValidation: 'Strict' },
      });
    expect(body(asked({})).message).toContain('unknown field "spec.successPolicy"');
    expect(specOf(body(asked({ JobSuccessPolicy: true })))['successPolicy']).toEqual(successPolicy);
  });

  const on = { JobBackoffLimitPerIndex: true, JobPodReplacementPolicy: true, JobSuccessPolicy: true };
  it.each<[message: string, spec: Readonly<Record<string, Json>>]>([
    ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode', { backoffLimitPerIndex: 1 }],
    ['spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified', { ...indexed, maxFailedIndexes: 1 }],
    [
      'spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions',
      { ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 4 },
    ],
    [
      'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
      { ...indexed, completions: 100_001, backoffLimitPerIndex: 1 },
    ],
    [
      'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
      { ...indexed, podFailurePolicy: { rules: [rule('FailIndex')] } },
    ],
    [
      'spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"',
      { podReplacementPolicy: 'TerminatingOrFailed', podFailurePolicy: { rules: [rule('Count')] } },
    ],
    [
      'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "1-1": error parsing succeededIndexes: non-increasing order, previous: 1, current: 1',
      { ...indexed, successPolicy: { rules: [{ succeededIndexes: '1-1' }] } },
    ],
    [
      'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
      { ...indexed, successPolicy: { rules: [{ succeededIndexes: '0,2', succeededCount: 3 }] } },
    ],
    [
      'spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified',
      { ...indexed, successPolicy: { rules: [] } },
    ],
  ])('is refused: %s', (message, spec) => expect(job(on, spec).message).toContain(message));

  it('keeps its limit for each index', () => {
    const server = testServer({ featureGates: on });
    const made = body(create(server, 'Job', 'j', { spec: { template, ...indexed, backoffLimitPerIndex: 1 } }));
    const object = { ...made, spec: { ...specOf(made), backoffLimitPerIndex: 2 } } as unknown as { readonly [key: string]: Json };
    expect(body(ask(server, 'Job', { verb: 'update', name: 'j', object })).message).toContain(
      'spec.backoffLimitPerIndex: Invalid value: 2: field is immutable',
    );
  });
});

describe('a StatefulSet', () => {
  const set = (featureGates: FeatureGates, rollingUpdate: Readonly<Record<string, Json>>) =>
    body(
      create(testServer({ featureGates }), 'StatefulSet', 's', {
        spec: {
          serviceName: 's',
          selector: { matchLabels: { app: 'a' } },
          template: { ...template, spec: { containers: template.spec.containers } },
          updateStrategy: { type: 'RollingUpdate', rollingUpdate },
        },
      }),
    );
  const on = { MaxUnavailableStatefulSet: true };

  it('has maxUnavailable while its gate is on', () => {
    expect(specOf(set({}, { maxUnavailable: 2 }))['updateStrategy']!['rollingUpdate']).toEqual({ partition: 0 });
    expect(specOf(set(on, { maxUnavailable: '50%' }))['updateStrategy']!['rollingUpdate']).toEqual({ partition: 0, maxUnavailable: '50%' });
    expect(specOf(set(on, {}))['updateStrategy']!['rollingUpdate']).toEqual({ partition: 0, maxUnavailable: 1 });
  });

  it.each([
    [0, 'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: cannot be 0'],
    [
      '120%',
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"120%"}: must not be greater than 100%',
    ],
  ])('is refused with maxUnavailable %s', (maxUnavailable, message) => expect(set(on, { maxUnavailable }).message).toContain(message));
});
