/** Environment variables of a container. upstream: describeContainerEnvVars, describeContainerEnvFrom */
import type { Container, Pod } from '#api/kinds.ts';
import { compareQuantities, makeQuantity, milliValueOf, quantityOf, valueOf, type Quantity } from '#api/machinery/quantity.ts';
import type { Lines } from './lines.ts';

/** The value of a field that a variable names; '' when kubectl cannot tell. */
export type FieldValue = (path: string) => string;
type EnvVar = NonNullable<Container['env']>[number];

export function writeEnvFrom(lines: Lines, container: Container): void {
  const list = container.envFrom ?? [];
  if (list.length === 0) return;
  lines.write(2, 'Environment Variables from:\n');
  for (const entry of list) {
    const source = entry.configMapRef ?? entry.secretRef;
    const kind = entry.configMapRef !== undefined ? 'ConfigMap' : entry.secretRef !== undefined ? 'Secret' : '';
    const prefix = (entry.prefix ?? '') === '' ? '' : ` with prefix '${entry.prefix}'`;
    lines.write(3, `${source?.name ?? ''}\t${kind}${prefix}\tOptional: ${source?.optional === true}\n`);
  }
}

export function writeEnv(lines: Lines, container: Container, fieldValue: FieldValue | undefined): void {
  const list = container.env ?? [];
  lines.write(2, `Environment:${list.length === 0 ? '\t<none>' : ''}\n`);
  for (const variable of list) writeVariable(lines, variable, { container, fieldValue });
}

function writeVariable(
  lines: Lines,
  variable: EnvVar,
  { container, fieldValue }: { container: Container; fieldValue: FieldValue | undefined },
): void {
  const from = variable.valueFrom;
  if (from === undefined) {
    const [first = '', ...rest] = (variable.value ?? '').split('\n');
    lines.write(3, `${variable.name}:\t${first}\n`);
    for (const line of rest) lines.write(3, `\t${line}\n`);
  } else if (from.fieldRef !== undefined) {
    lines.write(
      3,
      `${variable.name}:\t${fieldValue?.(from.fieldRef.fieldPath) ?? ''} (${from.fieldRef.apiVersion ?? ''}:${from.fieldRef.fieldPath})\n`,
    );
  } else if (from.resourceFieldRef !== undefined) {
    const { resource, divisor } = from.resourceFieldRef;
    const value = resourceValue(container, resource, quantityOf(divisor ?? '0'));
    const shown = value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : value;
    lines.write(3, `${variable.name}:\t${shown} (${resource})\n`);
  } else if (from.secretKeyRef !== undefined) {
    lines.write(
      3,
      `${variable.name}:\t<set to the key '${from.secretKeyRef.key}' in secret '${from.secretKeyRef.name ?? ''}'>\tOptional: ${from.secretKeyRef.optional === true}\n`,
    );
  } else if (from.configMapKeyRef !== undefined) {
    lines.write(
      3,
      `${variable.name}:\t<set to the key '${from.configMapKeyRef.key}' of config map '${from.configMapKeyRef.name ?? ''}'>\tOptional: ${from.configMapKeyRef.optional === true}\n`,
    );
  }
}

/** The resource in units of the divisor, rounded up. upstream: resourcehelper.ExtractContainerResourceValue */
function resourceValue(container: Container, resource: string, divisor: Quantity): string {
  const [kind = '', name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const amount = quantityOf((kind === 'limits' ? container.resources?.limits : container.resources?.requests)?.[name] ?? 0);
  const unit = compareQuantities(divisor, makeQuantity(0)) === 0 ? makeQuantity(1) : divisor;
  const ratio = name === 'cpu' ? milliValueOf(amount) / milliValueOf(unit) : valueOf(amount) / valueOf(unit);
  return String(Math.ceil(ratio));
}

/** kubectl knows the labels of only two of a pod's fields; every other one is left empty. upstream: EnvValueRetriever, ConvertFieldLabel */
export function podFieldValue(pod: Pod): FieldValue {
  return (path) => {
    if (path === 'metadata.name') return pod.metadata.name;
    return path === 'metadata.namespace' ? (pod.metadata.namespace ?? '') : '';
  };
}
