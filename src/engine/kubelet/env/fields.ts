/** upstream: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go (ExtractContainerResourceValue) */
import type { Container, Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf, valueOf } from '#api/machinery/quantity.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';

/** What a pod's fields are read from: the object, and what only its node knows. */
export interface FieldSource {
  readonly pod: Pod;
  /** Annotations by which a kubelet knows where it has a pod from. */
  readonly seen?: Readonly<Record<string, string>>;
  readonly podIp: string;
  readonly hostIp: string;
  readonly allocatable: Readonly<Record<string, string>>;
}

/** The text of a fieldRef's path; undefined for one that is not supported. */
export function fieldText(source: FieldSource, path: string): string | undefined {
  const { metadata, spec } = source.pod;
  const subscript = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path);
  if (subscript !== null) return (subscript[1] === 'labels' ? metadata.labels : metadata.annotations)?.[subscript[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return mapText(metadata.labels);
    case 'metadata.annotations':
      return mapText({ ...metadata.annotations, ...source.seen });
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return source.hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return source.podIp;
    default:
      return undefined;
  }
}

function mapText(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort(compareKeys)
    .map((key) => `${key}=${goQuote(map![key]!)}`)
    .join('\n');
}

/** The number that a resourceFieldRef names, in units of its divisor, rounded up; a limit that is not set is the node's. */
export function resourceText(
  source: FieldSource,
  container: Container,
  ref: { readonly resource: string; readonly divisor?: string | number },
): string | undefined {
  const [list, ...rest] = ref.resource.split('.');
  const name = rest.join('.');
  const own =
    list === 'limits' ? container.resources?.limits?.[name] : list === 'requests' ? container.resources?.requests?.[name] : undefined;
  if (list !== 'limits' && list !== 'requests') return undefined;
  const amount = own ?? (list === 'limits' ? source.allocatable[name] : undefined) ?? '0';
  const divisor = ref.divisor === undefined || ref.divisor === '' || String(ref.divisor) === '0' ? '1' : ref.divisor;
  if (name === 'cpu') return String(Math.ceil(milliValueOf(quantityOf(amount)) / milliValueOf(quantityOf(divisor))));
  return String(Math.ceil(valueOf(quantityOf(amount)) / valueOf(quantityOf(divisor))));
}
