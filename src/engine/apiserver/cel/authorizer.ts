/**
 * Asking in an expression what somebody may do: `authorizer.group('apps').resource('deployments').check('create').allowed()`.
 * upstream: staging/src/k8s.io/apiserver/pkg/cel/library/authz.go
 */
import { noOverload } from './operators.ts';
import type { AuthorizerStep, AuthorizerValue, CelValue } from './values.ts';

type Fn = (args: readonly CelValue[]) => CelValue;

function isAuthorizer(value: CelValue | undefined): value is AuthorizerValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'authorizer';
}

/** A function on one of the steps, with texts as its arguments. */
function on(steps: readonly AuthorizerStep[], name: string, answer: (of: AuthorizerValue, texts: readonly string[]) => CelValue): Fn {
  return ([of, ...args]) => {
    const texts = args.filter((arg): arg is string => typeof arg === 'string');
    if (!isAuthorizer(of) || !steps.includes(of.step) || texts.length < args.length) throw noOverload(name, [of ?? null, ...args]);
    return answer(of, texts);
  };
}

function next(of: AuthorizerValue, step: AuthorizerStep, asked: Partial<AuthorizerValue['asked']>): AuthorizerValue {
  const all = { ...of.asked, ...asked };
  return { ...of, step, asked: all, value: JSON.stringify([step, all]) };
}

function check(of: AuthorizerValue, [verb = '']: readonly string[]): AuthorizerValue {
  return { ...next(of, 'decision', { verb }), decision: of.decide({ ...of.asked, verb }) };
}

export const authorizerFunctions: Readonly<Record<string, Fn>> = {
  path: on(['authorizer'], 'path', (of, [path = '']) => next(of, 'path', { path })),
  group: on(['authorizer'], 'group', (of, [group = '']) => next(of, 'group', { group })),
  serviceAccount: on(['authorizer'], 'serviceAccount', (of, [namespace = '', name = '']) =>
    next(of, 'authorizer', { serviceAccount: { namespace, name } }),
  ),
  resource: on(['group'], 'resource', (of, [resource = '']) => next(of, 'resource', { resource })),
  subresource: on(['resource'], 'subresource', (of, [subresource = '']) => next(of, 'resource', { subresource })),
  namespace: on(['resource'], 'namespace', (of, [namespace = '']) => next(of, 'resource', { namespace })),
  name: on(['resource'], 'name', (of, [name = '']) => next(of, 'resource', { name })),
  check: on(['path', 'resource'], 'check', check),
  allowed: on(['decision'], 'allowed', ({ decision }) => decision?.allowed === true),
  reason: on(['decision'], 'reason', ({ decision }) => decision?.reason ?? ''),
  errored: on(['decision'], 'errored', () => false),
  error: on(['decision'], 'error', () => ''),
};
