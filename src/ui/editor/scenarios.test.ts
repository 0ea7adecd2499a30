import { expect, test } from 'vitest';
import { rowOfKind } from '#api/scheme.ts';
import { parseManifest } from '#manifest/parse.ts';
import { scenarios } from './scenarios.ts';

test.each(scenarios.map((scenario) => [scenario.file, scenario.text] as const))(
  '%s can be read, and every document in it is of a kind the cluster knows',
  (_file, text) => {
    const { documents, errors } = parseManifest(text);
    expect(errors).toEqual([]);
    expect(documents.length).toBeGreaterThan(0);
    for (const { object } of documents) expect(rowOfKind((object as { readonly kind: string }).kind)).toBeDefined();
  },
);
