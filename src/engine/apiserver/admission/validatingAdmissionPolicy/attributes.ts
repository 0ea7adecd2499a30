/**
 * A write as policies see it: what is done to what, at the version that was asked for and at those equivalent to it.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/attributes.go, apimachinery/pkg/runtime/mapper.go
 */
import type { SchemeRow } from '#api/scheme.ts';
import { fromHub, type Versioned } from '../../conversion/conversion.ts';
import { customKindOf } from '../../custom/customKind.ts';
import { nameToBe, type AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { servedAt } from '#api/scheme.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

export interface Attributes {
  readonly call: Call;
  readonly operation: Operation;
  readonly name: string;
  readonly namespace: string;
  readonly subresource: string;
  /** As they are stored; the object is absent in a deletion, the old one in a creation. */
  readonly object: AnyObject | undefined;
  readonly old: AnyObject | undefined;
}

interface Write {
  readonly object?: AnyObject;
  readonly old?: AnyObject;
}

export function attributesOf(call: Call, { object, old }: Write): Attributes {
  const { row, request } = call;
  const { metadata } = (object ?? old)!;
  return {
    call,
    operation: object === undefined ? 'DELETE' : old === undefined ? 'CREATE' : 'UPDATE',
    name: request.name ?? nameToBe(metadata),
    namespace: row.kind === 'Namespace' ? metadata.name : (metadata.namespace ?? ''),
    subresource: request.subresource ?? '',
    object,
    old,
  };
}

/** The versions under which the same objects are served, the one that was asked for first. */
export function equivalents({ call }: Attributes): readonly Versioned[] {
  const { served, row: hub } = call;
  return [served, ...others(call, hub).filter(({ row }) => row.version !== served.row.version || row.group !== served.row.group)];
}

function others({ server, served }: Call, hub: SchemeRow): readonly Versioned[] {
  if (served.custom !== undefined)
    return [...(customKindOf(server.store, hub.group, hub.plural)?.served.values() ?? [])].map((custom) => ({
      row: custom.row,
      hub,
      custom,
    }));
  return [
    { row: hub, hub },
    ...(hub.alsoServed ?? []).flatMap((apiVersion) => {
      const [version = '', group = ''] = apiVersion.split('/').toReversed();
      return servedAt(group, version, hub.plural) ?? [];
    }),
  ];
}

export function atVersion(version: Versioned, object: AnyObject | undefined): AnyObject | undefined {
  return object === undefined ? undefined : fromHub(version, object);
}
