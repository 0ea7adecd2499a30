/**
 * The kinds that extend the server, certificates, flow control and storage capacity.
 * upstream: pkg/apis/{admissionregistration,certificates,flowcontrol,storage}/validation/validation.go, kube-aggregator/pkg/apis/apiregistration/validation
 */
import type {
  APIService,
  CSIStorageCapacity,
  FlowSchema,
  MutatingWebhookConfiguration,
  PriorityLevelConfiguration,
  ValidatingWebhookConfiguration,
} from '#api/kinds.ts';
import { goStrings } from '#api/machinery/goText.ts';
import { parseQuantity } from '#api/machinery/quantity.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1035Label, isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { validateConditions } from './admissionPolicy.ts';
import { byRule, fullName, named, needed, oneOf, validPort, validSelector, type Errors } from './checks.ts';
import { validateResourceRule } from './resourceRules.ts';

type Webhook = NonNullable<MutatingWebhookConfiguration['webhooks']>[number];
type ClientConfig = Webhook['clientConfig'];

type WebhookConfiguration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

/** What an update may leave as it is, because it was stored before it was forbidden. */
interface Leniency {
  readonly oldReviews?: boolean;
  readonly oldSideEffects?: boolean;
  readonly sameNames?: boolean;
  readonly storedConditions?: boolean;
  readonly stored: ReadonlySet<string>;
}

export function validateWebhooks(configuration: WebhookConfiguration): Errors {
  return validateHooks(configuration, { stored: noExpressions });
}

/** upstream: ValidateMutatingWebhookConfigurationUpdate, ValidateValidatingWebhookConfigurationUpdate */
export function validateWebhooksUpdate(configuration: WebhookConfiguration, old: WebhookConfiguration): Errors {
  const now = hooksOf(configuration);
  const before = hooksOf(old);
  const names = before.map(({ name }) => name);
  const conditions = (hook: Webhook | undefined): Webhook['matchConditions'] => hook?.matchConditions ?? [];
  return validateHooks(configuration, {
    oldReviews: before.some(({ admissionReviewVersions: list }) => (list ?? []).length > 0 && !isReviewed(list ?? [])),
    oldSideEffects: before.some(({ sideEffects }) => sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun'),
    sameNames: new Set(names).size < names.length,
    storedConditions: now.length === before.length && now.every((hook, i) => equalJson(conditions(hook), conditions(before[i]))),
    stored: new Set(before.flatMap((hook) => (conditions(hook) ?? []).map(({ expression }) => expression))),
  });
}

function hooksOf({ webhooks = [] }: WebhookConfiguration): readonly Webhook[] {
  return webhooks as readonly Webhook[];
}

function validateHooks(configuration: WebhookConfiguration, leniency: Leniency): Errors {
  const errors: Errors = [];
  const seen = new Set<string>();
  for (const [i, hook] of hooksOf(configuration).entries()) {
    const at = `webhooks[${i}]`;
    validateWebhook(hook, leniency, at, errors);
    if (seen.has(hook.name) && leniency.sameNames !== true) errors.push(duplicate(`${at}.name`, hook.name));
    seen.add(hook.name);
  }
  return errors;
}

const sideEffects = ['None', 'NoneOnDryRun'];

function validateWebhook(hook: Webhook, leniency: Leniency, at: string, errors: Errors): void {
  reviewVersions(
    hook.admissionReviewVersions ?? [],
    { at: `${at}.admissionReviewVersions`, anyVersion: leniency.oldReviews === true },
    errors,
  );
  fullName(hook.name ?? '', `${at}.name`, errors);
  for (const [i, rule] of (hook.rules ?? []).entries()) validateResourceRule(rule, `${at}.rules[${i}]`, errors);
  if (hook.failurePolicy !== undefined) oneOf(hook.failurePolicy, ['Fail', 'Ignore'], `${at}.failurePolicy`, errors);
  if (hook.matchPolicy !== undefined) oneOf(hook.matchPolicy, ['Equivalent', 'Exact'], `${at}.matchPolicy`, errors);
  if (hook.sideEffects === undefined || hook.sideEffects === null)
    errors.push(required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
  else
    oneOf(
      hook.sideEffects,
      leniency.oldSideEffects === true ? [...sideEffects, 'Some', 'Unknown'] : sideEffects,
      `${at}.sideEffects`,
      errors,
    );
  const { timeoutSeconds } = hook;
  if (timeoutSeconds !== undefined && (timeoutSeconds > 30 || timeoutSeconds < 1))
    errors.push(invalidValue(`${at}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'));
  validSelector(hook.namespaceSelector, `${at}.namespaceSelector`, errors);
  validSelector(hook.objectSelector, `${at}.objectSelector`, errors);
  clientConfig(hook.clientConfig, `${at}.clientConfig`, errors);
  if (leniency.storedConditions === true) return;
  const checking = { names: { params: false, authorizer: true }, stored: leniency.stored, errors };
  validateConditions(hook.matchConditions ?? [], `${at}.matchConditions`, checking);
}

const noExpressions: ReadonlySet<string> = new Set();
const reviews = ['v1', 'v1beta1'];

function isReviewed(versions: readonly string[]): boolean {
  return versions.some((version) => reviews.includes(version));
}

interface Reviewed {
  readonly at: string;
  /** Unknown ones were stored before. */
  readonly anyVersion: boolean;
}

function reviewVersions(versions: readonly string[], { at, anyVersion }: Reviewed, errors: Errors): void {
  if (versions.length === 0) errors.push(required(at, `must specify one of ${reviews.join(', ')}`));
  else if (!anyVersion && !isReviewed(versions))
    errors.push(invalidValue(at, { printed: goStrings(versions) }, `must include at least one of ${reviews.join(', ')}`));
  for (const [i, version] of versions.entries()) {
    byRule(isDNS1035Label, version, `${at}[${i}]`, errors);
    if (versions.indexOf(version) < i) errors.push(invalidValue(`${at}[${i}]`, version, 'duplicate version'));
  }
}

function clientConfig(config: ClientConfig | undefined, at: string, errors: Errors): void {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(at, 'exactly one of url or service is required'));
    return;
  }
  if (url !== undefined) webhookUrl(url, `${at}.url`, errors);
  if (service === undefined) return;
  needed(service.name, `${at}.service.name`, errors, 'service name is required');
  needed(service.namespace, `${at}.service.namespace`, errors, 'service namespace is required');
  if (service.port !== undefined && (service.port < 1 || service.port > 65_535))
    errors.push(invalidValue(`${at}.service.port`, service.port, 'port is not valid: must be between 1 and 65535, inclusive'));
  if (service.path !== undefined) servicePath(service.path, `${at}.service.path`, errors);
}

const urlForm = 'desired format: https://host[/path]';

/** upstream: staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go (ValidateWebhookURL) */
function webhookUrl(url: string, at: string, errors: Errors): void {
  const [, scheme = '', authority = '', query = '', fragment = ''] =
    /^(?:([a-zA-Z][\w+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/.exec(url) ?? [];
  const at0 = authority.lastIndexOf('@');
  if (scheme !== 'https') errors.push(invalidValue(at, scheme, `'https' is the only allowed URL scheme; ${urlForm}`));
  if (authority.slice(at0 + 1) === '') errors.push(invalidValue(at, '', `host must be specified; ${urlForm}`));
  if (at0 >= 0) errors.push(invalidValue(at, authority.slice(0, at0), 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(invalidValue(at, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(invalidValue(at, query, 'query parameters are not permitted in the URL'));
}

/** upstream: ValidateWebhookService: each step of the path is the name of a subdomain. */
function servicePath(path: string, at: string, errors: Errors): void {
  if (path === '' || path === '/') return;
  if (path === '//') {
    errors.push(invalidValue(at, path, 'segment[0] may not be empty'));
    return;
  }
  if (!path.startsWith('/')) errors.push(invalidValue(at, path, "must start with a '/'"));
  const steps = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  for (const [i, step] of steps.entries()) {
    if (step === '') errors.push(invalidValue(at, path, `segment[${i}] may not be empty`));
    else for (const message of isDNS1123Subdomain(step)) errors.push(invalidValue(at, path, `segment[${i}]: ${message}`));
  }
}

export function validateCapacity({ storageClassName = '', nodeTopology, capacity, maximumVolumeSize }: CSIStorageCapacity): Errors {
  const errors: Errors = [];
  named(isDNS1123Subdomain, storageClassName, 'storageClassName', errors);
  validSelector(nodeTopology, 'nodeTopology', errors);
  for (const [name, value] of Object.entries({ capacity, maximumVolumeSize })) {
    const parsed = value === undefined ? undefined : parseQuantity(String(value));
    if (parsed?.ok === true && String(value).startsWith('-')) errors.push(invalidValue(name, value, 'must be greater than or equal to 0'));
  }
  return errors;
}

export function validateCapacityUpdate(it: CSIStorageCapacity, old: CSIStorageCapacity): Errors {
  const errors = validateCapacity(it);
  if (!equalJson(it.nodeTopology ?? {}, old.nodeTopology ?? {}))
    errors.push(invalidValue('nodeTopology', it.nodeTopology, 'field is immutable'));
  if (it.storageClassName !== old.storageClassName)
    errors.push(invalidValue('storageClassName', it.storageClassName, 'field is immutable'));
  return errors;
}

export function validateApiService({ spec, metadata }: APIService): Errors {
  const errors: Errors = [];
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0, service, caBundle, insecureSkipTLSVerify } = spec;
  const name = `${version}.${group}`;
  if ((metadata.name ?? '') !== '' && metadata.name !== name)
    errors.push(invalidValue('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: "${name}"`));
  if (group === '' && version !== 'v1') errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') byRule(isDNS1123Subdomain, group, 'spec.group', errors);
  byRule(isDNS1035Label, version, 'spec.version', errors);
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    errors.push(invalidValue('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'));
  if (versionPriority <= 0 || versionPriority > 1000)
    errors.push(invalidValue('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  if (service === undefined) {
    if (caBundle !== undefined)
      errors.push(invalidValue('spec.caBundle', { printed: '0 bytes' }, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify === true)
      errors.push(invalidValue('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'));
    return errors;
  }
  needed(service.namespace, 'spec.service.namespace', errors);
  needed(service.name, 'spec.service.name', errors);
  if (service.port !== undefined) validPort(service.port, 'spec.service.port', errors);
  return errors;
}

export function validateFlowSchema({ spec }: FlowSchema): Errors {
  const errors: Errors = [];
  const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration } = spec;
  if (matchingPrecedence <= 0) errors.push(invalidValue('spec.matchingPrecedence', matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > 10_000)
    errors.push(invalidValue('spec.matchingPrecedence', matchingPrecedence, 'must not be greater than 10000'));
  if (distinguisherMethod !== undefined) oneOf(distinguisherMethod.type, ['ByNamespace', 'ByUser'], 'spec.distinguisherMethod', errors);
  const level = priorityLevelConfiguration?.name ?? '';
  if (level === '') errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  else byRule(isDNS1123Subdomain, level, 'spec.priorityLevelConfiguration.name', errors);
  for (const [i, rule] of (spec.rules ?? []).entries()) {
    const subjects = rule.subjects ?? [];
    if (subjects.length === 0) errors.push(required(`spec.rules[${i}].subjects`, 'subjects must contain at least one value'));
    for (const [j, { kind }] of subjects.entries())
      oneOf(kind, ['Group', 'ServiceAccount', 'User'], `spec.rules[${i}].subjects[${j}].kind`, errors);
  }
  return errors;
}

export function validatePriorityLevel({ spec, metadata }: PriorityLevelConfiguration): Errors {
  const errors: Errors = [];
  byRule(isDNS1123Label, metadata.name, 'metadata.name', metadata.name === '' ? [] : errors);
  if (spec.type === 'Limited') {
    if (spec.limited === undefined) errors.push(required('spec.limited', 'must not be empty when type is Limited'));
    else if ((spec.limited.nominalConcurrencyShares ?? 0) <= 0)
      errors.push(invalidValue('spec.limited.nominalConcurrencyShares', spec.limited.nominalConcurrencyShares ?? 0, 'must be positive'));
  } else if (spec.type === 'Exempt') {
    if (spec.limited !== undefined) errors.push(forbiddenField('spec.limited', 'must be nil if the type is not Limited'));
  } else errors.push(notSupported('spec.type', spec.type ?? '', ['Exempt', 'Limited']));
  return errors;
}
