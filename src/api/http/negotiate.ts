/**
 * Which form of an answer a client wants: the media type and, for objects, the shape.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go
 */

export const protobufType = 'application/vnd.kubernetes.protobuf';

export type Encoding = 'json' | 'yaml' | 'protobuf';

export interface Wanted {
  readonly encoding: Encoding;
  readonly pretty: boolean;
  /** The object in another shape. */
  readonly as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList';
  /** The version of that shape, where it is the older one. */
  readonly shapeVersion?: typeof olderMeta;
}

export const mediaTypes: Readonly<Record<Encoding, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: protobufType,
};
export const acceptedTypes: readonly string[] = Object.values(mediaTypes);
/** YAML has no frames to stream. */
export const streamedTypes: readonly string[] = [mediaTypes.json, mediaTypes.protobuf].map((type) => `${type};stream=watch`);

const olderMeta = 'meta.k8s.io/v1beta1';

interface Clause {
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly quality: number;
}

const transforms: Readonly<Record<string, string>> = {
  Table: 'meta.k8s.io/v1',
  PartialObjectMetadata: 'meta.k8s.io/v1',
  PartialObjectMetadataList: 'meta.k8s.io/v1',
};

export interface Offer {
  /** The shapes an object can be had in. */
  readonly forms?: Readonly<Record<string, string>>;
  /** Objects of custom kinds have no message, though their metadata alone has one. */
  readonly plainProtobuf?: boolean;
}

/** Undefined when nothing that the client accepts can be had. */
export function negotiate(accept: string | undefined, pretty: boolean, offer: Offer = {}): Wanted | undefined {
  const { forms: allowed = transforms, plainProtobuf = true } = offer;
  if (accept === undefined || accept.trim() === '') return { encoding: 'json', pretty };
  for (const { type, params } of clausesOf(accept)) {
    const encoding = encodingOf(type);
    if (encoding === undefined) continue;
    const as = params['as'];
    if (as === undefined && encoding === 'protobuf' && !plainProtobuf) continue;
    if (as === undefined) return { encoding, pretty: pretty || params['pretty'] === '1' };
    const versions = params['g'] === undefined ? (params['v'] ?? '') : `${params['g']}/${params['v'] ?? ''}`;
    if (!allowedAs(as, versions, allowed) || (as === 'Table' && encoding === 'protobuf')) continue;
    return { encoding, pretty, as: as as NonNullable<Wanted['as']>, ...(versions === olderMeta ? { shapeVersion: olderMeta } : {}) };
  }
  return undefined;
}

function allowedAs(as: string, version: string, allowed: Readonly<Record<string, string>>): boolean {
  const wanted = Object.hasOwn(allowed, as) ? allowed[as] : undefined;
  return wanted !== undefined && (wanted === version || (wanted === 'meta.k8s.io/v1' && version === olderMeta));
}

function encodingOf(type: string): Encoding | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  if (type === protobufType) return 'protobuf';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

/** The clauses of an Accept header, the most wanted first. */
function clausesOf(accept: string): readonly Clause[] {
  const clauses = accept.slice(0, 4_096).split(',').map(clauseOf);
  return clauses.filter((clause) => clause.quality > 0).sort((a, b) => b.quality - a.quality);
}

function clauseOf(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) params[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
  }
  const quality = params['q'] === undefined ? 1 : Number(params['q']);
  return { type: type.toLowerCase(), params, quality: Number.isFinite(quality) ? quality : 0 };
}
