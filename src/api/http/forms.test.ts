import { expect, test } from 'vitest';
import type { Backend } from './exchange.ts';
import { inForm } from './forms.ts';
import { negotiate } from './negotiate.ts';

const backend = { codecs: { columnText: () => '' }, now: () => 0 } as unknown as Backend;
const info = { verb: 'list', group: '', version: 'v1', resource: 'configmaps' } as const;
const list = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '5' }, items: [{ metadata: { name: 'a' } }] };

test.each(['v1', 'v1beta1'])('shapes have the version that was asked for: %s', (version) => {
  const shaped = (as: string) => {
    const wanted = negotiate(`application/json;as=${as};v=${version};g=meta.k8s.io`, false)!;
    return inForm(backend, list as never, { info, include: 'Metadata', wanted });
  };
  const apiVersion = `meta.k8s.io/${version}`;
  const object = { kind: 'PartialObjectMetadata', apiVersion, metadata: { name: 'a' } };
  expect(shaped('Table')).toMatchObject({ kind: 'Table', apiVersion, rows: [{ object }] });
  expect(shaped('PartialObjectMetadataList')).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion, items: [object] });
});
