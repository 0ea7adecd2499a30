/** The row of an object's kind, also of one that a definition in the cluster brought. */
import { useMemo } from 'react';
import { servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind, type SchemeRow } from '#api/scheme.ts';
import { useMirror } from '../mirror/store.ts';

export function useCustomRow({ apiVersion, kind }: KubeObject): SchemeRow | undefined {
  const definitions = useMirror((picture) => picture.mirror.kinds.get('CustomResourceDefinition'));
  return useMemo(() => {
    for (const definition of definitions?.values() ?? []) {
      const served = servedByDefinition(definition as CustomResourceDefinition);
      const row = served.find(({ row: one }) => one.kind === kind && `${one.group}/${one.version}` === apiVersion)?.row;
      if (row !== undefined) return row;
    }
    return rowOfKind(kind);
  }, [definitions, apiVersion, kind]);
}
