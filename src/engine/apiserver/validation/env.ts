/**
 * Variables of containers, and the fields of the pod that they name.
 * upstream: pkg/apis/core/validation/validation.go (ValidateEnv, ValidateEnvFrom, validateObjectFieldSelector)
 */
import type { Container } from '#api/kinds.ts';
import { isConfigMapKey, isDNS1123Subdomain, isEnvVarName, isQualifiedName } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { byRule, named, type Errors } from './checks.ts';

type Env = NonNullable<Container['env']>[number];
type EnvSource = NonNullable<Env['valueFrom']>;
type EnvFrom = NonNullable<Container['envFrom']>[number];

export function validEnv(list: readonly Env[], at: string, errors: Errors): void {
  for (const [i, env] of list.entries()) {
    const here = `${at}[${i}]`;
    if ((env.name ?? '') === '') errors.push(required(`${here}.name`));
    else byRule(isEnvVarName, env.name, `${here}.name`, errors);
    if (env.valueFrom !== undefined) validEnvSource(env, env.valueFrom, `${here}.valueFrom`, errors);
  }
}

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const containerResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const convertible = new Set([
  ...envFieldPaths,
  'metadata.annotations',
  'metadata.labels',
  'status.phase',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.nominatedNodeName',
  'spec.hostNetwork',
  'spec.host',
]);

function validEnvSource(env: Env, from: EnvSource, here: string, errors: Errors): void {
  let count = 0;
  if (from.fieldRef !== undefined) {
    count += 1;
    validFieldRef(from.fieldRef, envFieldPaths, `${here}.fieldRef`, errors);
  }
  if (from.resourceFieldRef !== undefined) {
    count += 1;
    validResourceRef(from.resourceFieldRef, `${here}.resourceFieldRef`, errors);
  }
  if (from.configMapKeyRef !== undefined) {
    count += 1;
    keyRef(from.configMapKeyRef, `${here}.configMapKeyRef`, errors);
  }
  if (from.secretKeyRef !== undefined) {
    count += 1;
    keyRef(from.secretKeyRef, `${here}.secretKeyRef`, errors);
  }
  if (count === 0)
    errors.push(invalidValue(here, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  else if ((env.value ?? '') !== '') errors.push(invalidValue(here, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalidValue(here, '', 'may not have more than one field specified at a time'));
}

export function validResourceRef(ref: { readonly resource: string }, here: string, errors: Errors): void {
  if (ref.resource === '') errors.push(required(`${here}.resource`));
  else if (!containerResources.includes(ref.resource) && !/^(limits|requests)\.hugepages-/.test(ref.resource))
    errors.push(notSupported(`${here}.resource`, ref.resource, containerResources));
}

export function validFieldRef(
  ref: { readonly apiVersion?: string; readonly fieldPath: string },
  supported: readonly string[],
  here: string,
  errors: Errors,
): void {
  const { fieldPath = '', apiVersion = '' } = ref;
  if (apiVersion === '') return void errors.push(required(`${here}.apiVersion`));
  if (fieldPath === '') return void errors.push(required(`${here}.fieldPath`));
  if (apiVersion !== 'v1')
    return void errors.push(
      invalidValue(`${here}.fieldPath`, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`),
    );
  const subscript = /^(metadata\.(?:annotations|labels))\['([^']*)'\]$/.exec(fieldPath);
  if (subscript !== null) {
    const [, map = '', key = ''] = subscript;
    return byRule(isQualifiedName, map === 'metadata.annotations' ? key.toLowerCase() : key, here, errors);
  }
  if (/\['[^']*'\]$/.test(fieldPath))
    errors.push(
      invalidValue(`${here}.fieldPath`, fieldPath, `error converting fieldPath: field label does not support subscript: ${fieldPath}`),
    );
  else if (!convertible.has(fieldPath))
    errors.push(invalidValue(`${here}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`));
  else if (!supported.includes(fieldPath)) errors.push(notSupported(`${here}.fieldPath`, fieldPath, supported));
  else if (fieldPath === 'status.hostIPs')
    errors.push(forbiddenField(here, "may not be set when feature gate 'PodHostIPs' is not enabled"));
}

function keyRef(ref: { readonly name?: string; readonly key: string }, here: string, errors: Errors): void {
  if (ref.name === undefined || ref.name === '') byRule(isDNS1123Subdomain, '', `${here}.name`, errors);
  else byRule(isDNS1123Subdomain, ref.name, `${here}.name`, errors);
  if ((ref.key ?? '') === '') errors.push(required(`${here}.key`));
  else byRule(isConfigMapKey, ref.key, `${here}.key`, errors);
}

export function validEnvFrom(list: readonly EnvFrom[], at: string, errors: Errors): void {
  for (const [i, from] of list.entries()) envFrom(from, at, `${at}[${i}]`, errors);
}

function envFrom(from: EnvFrom, at: string, here: string, errors: Errors): void {
  if ((from.prefix ?? '') !== '') byRule(isEnvVarName, from.prefix ?? '', `${here}.prefix`, errors);
  let count = 0;
  if (from.configMapRef !== undefined) {
    count += 1;
    named(isDNS1123Subdomain, from.configMapRef.name, `${here}.configMapRef.name`, errors);
  }
  if (from.secretRef !== undefined) {
    count += 1;
    named(isDNS1123Subdomain, from.secretRef.name, `${here}.secretRef.name`, errors);
  }
  if (count === 0) errors.push(invalidValue(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
  else if (count > 1) errors.push(invalidValue(at, '', 'may not have more than one field specified at a time'));
}
