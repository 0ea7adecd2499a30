/** The OpenAPI documents of both versions: each definition, and each path with its operations. */
import { join } from 'node:path';
import { servedRows } from '#api/scheme.ts';
import { loadDefinitions } from '#schema/load.ts';
import { createOpenApi } from '#schema/openapi/openapi.ts';
import type { Area } from '../area.ts';
import { compare, resultOf, type Verdict } from '../report.ts';
import { filesIn, readJson } from '../sources.ts';

type Dictionary = Readonly<Record<string, unknown>>;

interface Document {
  readonly paths: Dictionary;
  readonly definitions?: Dictionary;
  readonly parameters?: Dictionary;
  readonly components?: { readonly schemas?: Dictionary };
}

export const openapi: Area = {
  name: 'openapi',
  async run({ reference }) {
    const { openapi: answer } = createOpenApi({ definitions: await loadDefinitions(), resources: servedRows(), customs: [] });
    const golden = join(reference, 'golden');
    const version3 = filesIn(join(golden, 'openapi-v3')).flatMap((file) => {
      const name = file.replace(/\.json$/, '').replaceAll('__', '/');
      const got = answer(`/openapi/v3/${name}`) as Document | undefined;
      return verdicts(name, readJson<Document>(golden, 'openapi-v3', file), got);
    });
    const version2 = filesIn(golden).includes('openapi-v2.json')
      ? verdicts('v2', readJson<Document>(golden, 'openapi-v2.json'), answer('/openapi/v2') as Document)
      : [];
    return resultOf([...version2, ...version3]);
  },
};

function verdicts(name: string, expected: Document, got: Document | undefined): Verdict[] {
  const schemas = (document: Document | undefined): Dictionary => document?.definitions ?? document?.components?.schemas ?? {};
  return [
    ...each(`${name} definition`, schemas(expected), schemas(got)),
    ...each(`${name} path`, plainPaths(expected), got === undefined ? {} : plainPaths(got)),
  ];
}

function each(name: string, expected: Dictionary, got: Dictionary): Verdict[] {
  return Object.entries(expected).map(([key, value]) => compare(`${name} ${key}`, value, got[key]));
}

/** Paths with their parameters in place, sorted, and without the parameters' descriptions: those stand in no package. */
function plainPaths({ paths, parameters }: Document): Dictionary {
  const plain = (key: string, value: unknown): unknown => {
    if (key === 'produces' || key === 'consumes') return (value as string[]).toSorted();
    if (key !== 'parameters') return value;
    return (value as Dictionary[])
      .map((parameter) => {
        const { description: _text, ...rest } = (parameters?.[String(parameter['$ref']).slice('#/parameters/'.length)] ??
          parameter) as Dictionary;
        return rest;
      })
      .toSorted((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1));
  };
  return JSON.parse(JSON.stringify(paths, plain)) as Dictionary;
}
