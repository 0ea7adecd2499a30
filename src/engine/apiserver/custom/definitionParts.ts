/**
 * The smaller parts of a definition's versions: columns, subresources, and how versions are printed in messages.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { invalidValue, required, type FieldError, type Printed } from '../fieldError.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

export function validateColumns(columns: Version['additionalPrinterColumns'] | undefined, at: string, errors: FieldError[]): void {
  for (const [i, { name = '', type = '', format = '', jsonPath = '' }] of (columns ?? []).entries()) {
    const here = `${at}[${i}]`;
    const types = `must be one of ${columnTypes.join(',')}`;
    if (name === '') errors.push(required(`${here}.name`));
    if (type === '') errors.push(required(`${here}.type`, types));
    else if (!columnTypes.includes(type)) errors.push(invalidValue(`${here}.type`, type, types));
    if (format !== '' && !columnFormats.includes(format))
      errors.push(invalidValue(`${here}.format`, format, `must be one of ${columnFormats.join(',')}`));
    if (jsonPath === '') errors.push(required(`${here}.JSONPath`));
    else simplePath(jsonPath, `${here}.JSONPath`, errors);
  }
}

function simplePath(path: string, at: string, errors: FieldError[]): void {
  if (!path.startsWith('.')) errors.push(invalidValue(at, path, 'must be a simple json path starting with .'));
}

export function validateSubresources(subresources: Version['subresources'] | undefined, at: string, errors: FieldError[]): void {
  const scale = subresources?.scale;
  if (scale === undefined || scale === null) return;
  const { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' } = scale;
  pathUnder(specReplicasPath, ['spec'], `${at}.scale.specReplicasPath`, errors);
  pathUnder(statusReplicasPath, ['status'], `${at}.scale.statusReplicasPath`, errors);
  if (labelSelectorPath !== '') pathUnder(labelSelectorPath, ['spec', 'status'], `${at}.scale.labelSelectorPath`, errors);
}

function pathUnder(path: string, roots: readonly string[], at: string, errors: FieldError[]): void {
  if (path === '') {
    errors.push(required(at));
    return;
  }
  if (!path.startsWith('.')) errors.push(invalidValue(at, path, 'must be a simple json path starting with .'));
  else if (!roots.some((root) => path.startsWith(`.${root}.`)))
    errors.push(invalidValue(at, path, `should be a json path under ${roots.map((root) => `.${root}`).join(' or ')}`));
}

const PREFIX = 'apiextensions.CustomResource';

/** Versions as %#v prints them; what is alike in all of them is not there. Addresses of the rest cannot be told. */
export function printedVersions(
  versions: readonly Version[] | null | undefined,
  parts: readonly { readonly schema: unknown; readonly subresources: unknown }[],
): Printed {
  const list = `[]${PREFIX}DefinitionVersion`;
  if (versions === null || versions === undefined) return { printed: `${list}(nil)` };
  const items = versions.map((version, i) => {
    const { name = '', served = false, storage = false, deprecated = false } = version;
    const schema = `(*${PREFIX}Validation)(${parts[i]?.schema === undefined ? 'nil' : '0xc000000000'})`;
    const subresources = `(*${PREFIX}Subresources)(${parts[i]?.subresources === undefined ? 'nil' : '0xc000000000'})`;
    const columns = `[]${PREFIX}ColumnDefinition(nil)`;
    return `${PREFIX}DefinitionVersion{Name:${goQuote(name)}, Served:${served}, Storage:${storage}, Deprecated:${deprecated}, DeprecationWarning:(*string)(nil), Schema:${schema}, Subresources:${subresources}, AdditionalPrinterColumns:${columns}}`;
  });
  return { printed: `${list}{${items.join(', ')}}` };
}
