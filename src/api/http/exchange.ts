/** What the doors and the parts that they share say to each other about one exchange over HTTP. */
import type { Json } from '../immutable.ts';
import type { Request, Response, Status } from '../request.ts';
import type { SchemeRow } from '../scheme.ts';
import type { Wanted } from './negotiate.ts';
import type { Query } from './query.ts';

/** By name in lower case, all values of each. */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>;

export interface Body {
  readonly text: string;
  /** As it came, where a door can tell. */
  readonly bytes?: Uint8Array;
}

/** A request as it came in. */
export interface Asking {
  readonly method: string;
  readonly path: string;
  /** With what is escaped. */
  readonly rawPath: string;
  readonly query: Query;
  readonly headers: Headers;
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };

/** What a door reads and writes beside JSON. */
export interface Codecs {
  readonly yaml?: YamlCodec;
  readonly protobuf?: ProtobufCodec;
  /** What a table's column is for. */
  readonly columnText: (group: string, kind: string, column: string) => string;
}

export interface YamlCodec {
  /** The value, or what is wrong with the text. */
  read(text: string): { readonly value: Json } | string;
  /** What a strict reader says of keys that stand twice. */
  repeated(text: string): string | undefined;
  write(value: unknown): string;
}

export interface ProtobufCodec {
  read(bytes: Uint8Array): Read<Json>;
  /** Undefined for an object that has no message. */
  write(value: Json): Uint8Array | undefined;
  event(type: string, object: Json): Uint8Array | undefined;
  has(apiVersion: string, kind: string): boolean;
}

/** The cluster behind a door, for one caller. */
export interface Backend {
  readonly codecs: Codecs;
  /** As whoever is asking. */
  request(request: Request): Response;
  /** Everything that the cluster serves by now. */
  rows(): readonly SchemeRow[];
  /** The cluster's time as the wall's, in milliseconds. */
  now(): number;
}

/** An answer before it is written: an object in the form that was asked for, or text as it is. */
export interface Reply {
  readonly code: number;
  readonly body: unknown;
  readonly wanted: Wanted;
  readonly warnings?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is text of this media type. */
  readonly type?: string;
}

/** The value of a header that counts once. */
export function headerOf(headers: Headers, name: string): string | undefined {
  return headers[name]?.[0];
}
