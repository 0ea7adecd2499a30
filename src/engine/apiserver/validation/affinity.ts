/**
 * Where pods may go: affinity, tolerations, spreading.
 * upstream: pkg/apis/core/validation/validation.go (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints)
 */
import type { PodSpec } from '#api/kinds.ts';
import { isQualifiedName, isValidLabelValue, isDNS1123Label } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { byRule, oneOf, validSelector, type Errors } from './checks.ts';

type Affinity = NonNullable<PodSpec['affinity']>;
type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;
type NodeSelector = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>;
type NodeTerm = NodeSelector['nodeSelectorTerms'][number];
type NodeRequirement = NonNullable<NodeTerm['matchExpressions']>[number];
type PodAffinity = NonNullable<Affinity['podAffinity']>;
type PodTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];
type Toleration = NonNullable<PodSpec['tolerations']>[number];
type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validAffinity(affinity: Affinity | undefined, at: string, errors: Errors): void {
  if (affinity === undefined) return;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) validNodeAffinity(nodeAffinity, `${at}.nodeAffinity`, errors);
  if (podAffinity !== undefined) validPodAffinity(podAffinity, `${at}.podAffinity`, errors);
  if (podAntiAffinity !== undefined) validPodAffinity(podAntiAffinity, `${at}.podAntiAffinity`, errors);
}

function validNodeAffinity(affinity: NodeAffinity, at: string, errors: Errors): void {
  if (affinity[REQUIRED] !== undefined) validNodeSelector(affinity[REQUIRED], `${at}.${REQUIRED}`, errors);
  for (const [i, term] of (affinity[PREFERRED] ?? []).entries()) {
    const here = `${at}.${PREFERRED}[${i}]`;
    weight(term.weight, `${here}.weight`, errors);
    validNodeTerm(term.preference, `${here}.preference`, errors);
  }
}

function weight(value: number, at: string, errors: Errors): void {
  if (value <= 0 || value > 100) errors.push(invalidValue(at, value, 'must be in the range 1-100'));
}

export function validNodeSelector(selector: NodeSelector, at: string, errors: Errors): void {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) errors.push(required(`${at}.nodeSelectorTerms`, 'must have at least one node selector term'));
  for (const [i, term] of terms.entries()) validNodeTerm(term, `${at}.nodeSelectorTerms[${i}]`, errors);
}

function validNodeTerm(term: NodeTerm, at: string, errors: Errors): void {
  for (const [i, it] of (term.matchExpressions ?? []).entries()) nodeRequirement(it, `${at}.matchExpressions[${i}]`, errors);
  for (const [i, it] of (term.matchFields ?? []).entries()) fieldRequirement(it, `${at}.matchFields[${i}]`, errors);
}

function nodeRequirement({ key = '', operator, values = [] }: NodeRequirement, here: string, errors: Errors): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        errors.push(forbiddenField(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(`${here}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalidValue(`${here}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  byRule(isQualifiedName, key, `${here}.key`, errors);
}

function fieldRequirement({ key, operator, values = [] }: NodeRequirement, here: string, errors: Errors): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1)
      errors.push(required(`${here}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  } else errors.push(invalidValue(`${here}.operator`, operator ?? '', 'not a valid selector operator'));
  if (key !== 'metadata.name') errors.push(invalidValue(`${here}.key`, key, 'not a valid field selector key'));
}

function validPodAffinity(affinity: PodAffinity, at: string, errors: Errors): void {
  for (const [i, term] of (affinity[REQUIRED] ?? []).entries()) podTerm(term, `${at}.${REQUIRED}[${i}]`, errors);
  for (const [i, it] of (affinity[PREFERRED] ?? []).entries()) {
    const here = `${at}.${PREFERRED}[${i}]`;
    weight(it.weight, `${here}.weight`, errors);
    podTerm(it.podAffinityTerm, `${here}.podAffinityTerm`, errors);
  }
}

function podTerm(term: PodTerm, here: string, errors: Errors): void {
  validSelector(term.labelSelector, `${here}.labelSelector`, errors);
  validSelector(term.namespaceSelector, `${here}.namespaceSelector`, errors);
  for (const name of term.namespaces ?? []) byRule(isDNS1123Label, name, `${here}.namespace`, errors);
  const { topologyKey = '' } = term;
  if (topologyKey === '') errors.push(required(`${here}.topologyKey`, 'can not be empty'));
  byRule(isQualifiedName, topologyKey, `${here}.topologyKey`, errors);
}

export function validTolerations(tolerations: readonly Toleration[], at: string, errors: Errors): void {
  for (const [i, it] of tolerations.entries()) {
    const here = `${at}[${i}]`;
    const { key = '', operator = '', value = '', effect = '' } = it as { key?: string; operator?: string; value?: string; effect?: string };
    if (key !== '') byRule(isQualifiedName, key, `${here}.key`, errors);
    if (key === '' && operator !== 'Exists')
      errors.push(
        invalidValue(
          `${here}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (it.tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(invalidValue(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === 'Equal' || operator === '') {
      const messages = isValidLabelValue(value);
      if (messages.length > 0) errors.push(invalidValue(`${here}.operator`, value, messages.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '')
        errors.push(invalidValue(`${here}.operator`, { printed: JSON.stringify(it) }, "value must be empty when `operator` is 'Exists'"));
    } else oneOf(operator, ['Equal', 'Exists'], `${here}.operator`, errors);
    if (effect !== '') oneOf(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], `${here}.effect`, errors);
  }
}

const selectorless = 'must not be specified when labelSelector is not set';
const inclusions = ['Honor', 'Ignore'];

export function validSpread(constraints: readonly Spread[], at: string, errors: Errors): void {
  for (const [i, it] of constraints.entries()) {
    const here = `${at}[${i}]`;
    if (it.maxSkew <= 0) errors.push(invalidValue(`${here}.maxSkew`, it.maxSkew, 'must be greater than zero'));
    if ((it.topologyKey ?? '') === '') errors.push(required(`${here}.topologyKey`, 'can not be empty'));
    oneOf(it.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], `${here}.whenUnsatisfiable`, errors);
    const twin = constraints.findIndex(
      (other, j) => j > i && other.topologyKey === it.topologyKey && other.whenUnsatisfiable === it.whenUnsatisfiable,
    );
    if (twin >= 0) errors.push(duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, `{${it.topologyKey}, ${it.whenUnsatisfiable}}`));
    domains(it, `${here}.minDomains`, errors);
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const)
      if (it[field] !== undefined) oneOf(it[field], inclusions, `${here}.${field}`, errors);
    labelKeys(it, `${here}.matchLabelKeys`, errors);
    validSelector(it.labelSelector, `${here}.labelSelector`, errors);
  }
}

function domains({ minDomains, whenUnsatisfiable }: Spread, at: string, errors: Errors): void {
  if (minDomains === undefined) return;
  if (minDomains <= 0) errors.push(invalidValue(at, minDomains, 'must be greater than zero'));
  if (whenUnsatisfiable !== 'DoNotSchedule')
    errors.push(invalidValue(at, minDomains, 'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway'));
}

/** upstream: validateMatchLabelKeysInTopologySpread */
function labelKeys({ matchLabelKeys = [], labelSelector }: Spread, at: string, errors: Errors): void {
  if (matchLabelKeys.length === 0) return;
  if (labelSelector === undefined) return void errors.push(forbiddenField(at, selectorless));
  const selected = new Set([
    ...Object.keys(labelSelector.matchLabels ?? {}),
    ...(labelSelector.matchExpressions ?? []).map(({ key }) => key),
  ]);
  for (const [i, key] of matchLabelKeys.entries()) {
    byRule(isQualifiedName, key, `${at}[${i}]`, errors);
    if (selected.has(key)) errors.push(invalidValue(`${at}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  }
}
