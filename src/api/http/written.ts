/** A reply as its media type and content. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go */
import type { Json } from '../immutable.ts';
import type { Codecs } from './exchange.ts';
import { jsonText } from './jsonText.ts';
import { mediaTypes, type Wanted } from './negotiate.ts';

export interface Written {
  readonly type: string;
  readonly content: string | Uint8Array;
}

/** An object that has no message goes as JSON, which every client reads, as does what the door cannot write. */
export function written({ yaml, protobuf }: Codecs, body: unknown, { encoding, pretty }: Wanted): Written {
  const message = encoding === 'protobuf' ? protobuf?.write(body as Json) : undefined;
  if (message !== undefined) return { type: mediaTypes.protobuf, content: message };
  if (encoding === 'yaml' && yaml !== undefined) return { type: mediaTypes.yaml, content: yaml.write(body) };
  return { type: mediaTypes.json, content: `${jsonText(body, pretty)}\n` };
}
