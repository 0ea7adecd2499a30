/**
 * Kinds of a few fields: classes of ingresses and runtimes, and revisions.
 * upstream: pkg/apis/networking/validation (ValidateIngressClass), pkg/apis/node/validation, pkg/apis/apps/validation (ValidateControllerRevision)
 */
import type { ControllerRevision, IngressClass, PodSpec, RuntimeClass } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required, tooLong } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { isPathSegment } from './access.ts';
import { validTolerations } from './affinity.ts';
import { byRule, domainPrefixedPath, notNegative, oneOf, validLabels, type Errors } from './checks.ts';
import { validContainerResources } from './resources.ts';

const immutable = 'field is immutable';
const CONTROLLER_MAX = 250;

type Parameters = NonNullable<IngressClass['spec']['parameters']>;

export function validateIngressClass({ spec }: IngressClass): Errors {
  const errors: Errors = [];
  const at = 'spec.controller';
  const controller = spec.controller ?? '';
  if (controller.length > CONTROLLER_MAX) errors.push(tooLong(at, CONTROLLER_MAX));
  domainPrefixedPath(controller, at, errors);
  if (spec.parameters !== undefined) parameters(spec.parameters, 'spec.parameters', errors);
  return errors;
}

function parameters({ apiGroup, kind = '', name = '', scope, namespace }: Parameters, at: string, errors: Errors): void {
  if (apiGroup !== undefined) byRule(isDNS1123Subdomain, apiGroup, `${at}.apiGroup`, errors);
  for (const [field, value] of Object.entries({ kind, name }))
    if (value === '') errors.push(required(`${at}.${field}`, `${field} is required`));
    else byRule(isPathSegment, value, `${at}.${field}`, errors);
  if (scope === undefined) return void errors.push(required(`${at}.scope`));
  oneOf(scope, ['Cluster', 'Namespace'], `${at}.scope`, errors);
  if (scope === 'Namespace') {
    if ((namespace ?? '') === '') errors.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else byRule(isDNS1123Label, namespace ?? '', `${at}.namespace`, errors);
  }
  if (scope === 'Cluster' && namespace !== undefined)
    errors.push(forbiddenField(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
}

export function validateIngressClassUpdate(it: IngressClass, old: IngressClass): Errors {
  const changed = it.spec.controller !== old.spec.controller ? [invalidValue('spec.controller', it.spec.controller ?? '', immutable)] : [];
  return [...changed, ...validateIngressClass(it)];
}

type Scheduling = NonNullable<RuntimeClass['scheduling']>;

export function validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): Errors {
  const errors: Errors = [];
  byRule(isDNS1123Label, handler ?? '', 'handler', errors);
  if (overhead !== undefined)
    validContainerResources({ limits: (overhead.podFixed ?? {}) as Readonly<Record<string, string>> }, 'overhead', errors);
  if (scheduling !== undefined) validScheduling(scheduling, 'scheduling', errors);
  return errors;
}

export function validScheduling({ nodeSelector, tolerations = [] }: Scheduling, at: string, errors: Errors): void {
  validLabels(nodeSelector, `${at}.nodeSelector`, errors);
  // The path is told with its last step twice, as upstream.
  validTolerations(tolerations as NonNullable<PodSpec['tolerations']>, `${at}.tolerations.tolerations`, errors);
  const keyOf = ({ key, operator, value, effect }: (typeof tolerations)[number]) => JSON.stringify([key, operator, value, effect]);
  for (const [i, toleration] of tolerations.entries())
    if (tolerations.findIndex((other) => keyOf(other) === keyOf(toleration)) < i)
      errors.push(duplicate(`${at}.tolerations[${i}]`, goSyntax('core.Toleration', toleration)));
}

export function validateRuntimeClassUpdate(it: RuntimeClass, old: RuntimeClass): Errors {
  const changed = it.handler !== old.handler ? [invalidValue('handler', it.handler, immutable)] : [];
  return [...changed, ...validateRuntimeClass(it)];
}

export function validateRevision({ data, revision }: ControllerRevision): Errors {
  const errors: Errors = [];
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  notNegative(revision, 'revision', errors);
  return errors;
}

export function validateRevisionUpdate(it: ControllerRevision, old: ControllerRevision): Errors {
  const errors = validateRevision(it);
  if (!equalJson(it.data, old.data)) errors.push(invalidValue('data', it.data, immutable));
  return errors;
}
