/** A resource at the version of a request, or a subresource of it, as field management sees it. */
import type { Json } from '#api/immutable.ts';
import { isMap } from '#api/machinery/patch/refusal.ts';
import { apiVersionOf, servedAt, type SchemeRow, type Served } from '#api/scheme.ts';
import { fromHub, toHub, type Versioned } from '../conversion/conversion.ts';
import type { AnyObject } from '../object.ts';
import { createReport, decodeStruct } from '../schema/decodeValue.ts';
import { structOfMeta, structOfRow } from '../schema/types.ts';
import { atVersion, customType } from './customType.ts';
import { resetFields } from './resetFields.ts';
import { typeFor } from './typeFor.ts';
import type { Endpoint } from './updater.ts';

const endpoints = new WeakMap<SchemeRow, Map<string, Endpoint>>();

export function endpointOf(served: Versioned, subresource: string): Endpoint {
  let own = endpoints.get(served.row);
  if (own === undefined) endpoints.set(served.row, (own = new Map()));
  let endpoint = own.get(subresource);
  if (endpoint === undefined) own.set(subresource, (endpoint = makeEndpoint(served, subresource)));
  return endpoint;
}

function makeEndpoint(served: Versioned, subresource: string): Endpoint {
  const { custom } = served;
  if (custom !== undefined) {
    return {
      typeIn: (apiVersion) => (apiVersion === apiVersionOf(served.row) ? customType(custom.schema) : undefined),
      convert: atVersion,
      ignored: resetFields(served.hub, subresource),
    };
  }
  const servedIn = (apiVersion: string): Served | undefined => {
    const { row, hub } = served;
    if (apiVersion === apiVersionOf(row)) return served;
    if (apiVersion === apiVersionOf(hub)) return { row: hub, hub };
    const slash = apiVersion.indexOf('/');
    const other = servedAt(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), hub.plural);
    return other?.hub === hub ? other : undefined;
  };
  return {
    typeIn(apiVersion) {
      const other = servedIn(apiVersion);
      return other === undefined ? undefined : typeFor(other.row);
    },
    convert(object, apiVersion) {
      const from = isMap(object) ? servedIn(String(object['apiVersion'])) : undefined;
      const to = servedIn(apiVersion);
      if (from === undefined || to === undefined || from.row === to.row) return object;
      return fromHub(to, toHub(from, object as unknown as AnyObject)) as unknown as Json;
    },
    ignored: resetFields(served.hub, subresource),
  };
}

const empty = new WeakMap<SchemeRow, Json>();

function isBuiltIn({ group, version, plural }: SchemeRow): boolean {
  return servedAt(group, version, plural) !== undefined;
}

/** What an object is compared with before it is there: Go's zero value of its kind. */
export function emptyObject(row: SchemeRow): Json {
  let object = empty.get(row);
  if (object === undefined) {
    const bare = { kind: row.kind, apiVersion: apiVersionOf(row) };
    object = decodeStruct(bare, isBuiltIn(row) ? structOfRow(row) : structOfMeta(), undefined, createReport()) as Json;
    empty.set(row, object);
  }
  return object;
}
