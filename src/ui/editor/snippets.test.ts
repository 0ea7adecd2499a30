import { expect, test } from 'vitest';
import type { Request } from '#api/request.ts';
import { allRows, apiVersionOf, servedRows } from '#api/scheme.ts';
import { handle } from '#engine/apiserver/apiserver.ts';
import { testServer } from '#engine/apiserver/testServer.ts';
import { parseManifest } from '#manifest/parse.ts';
import { snippets } from './snippets.ts';

/** A snippet as it is when nothing is filled in differently. */
function filled(snippet: string): string {
  return snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace('$0', '');
}

test.each(Object.entries(snippets))('the beginning of a %s is taken by the server', (_kind, snippet) => {
  const object = parseManifest(filled(snippet)).documents[0]?.object as { readonly apiVersion: string; readonly kind: string };
  const row = servedRows().find((it) => apiVersionOf(it) === object.apiVersion && it.kind === object.kind)!;
  const { server, env } = testServer();
  handle(
    server,
    {
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'serviceaccounts',
      namespace: 'default',
      object: { metadata: { name: 'default' } },
    } as unknown as Request,
    env,
  );
  const { group, version, plural: resource } = row;
  const where = row.namespaced ? { namespace: 'default' } : {};
  const request = { verb: 'create', group, version, resource, ...where, object, options: { fieldValidation: 'Strict' } };
  expect(handle(server, request as unknown as Request, env)).toMatchObject({ code: 201 });
});

/** Made by components of the cluster, or of no use without a key. */
const nobodyWrites = [
  'APIService',
  'CSINode',
  'CSIStorageCapacity',
  'CertificateSigningRequest',
  'ControllerRevision',
  'Event',
  'Lease',
  'Node',
  'PodTemplate',
  'VolumeAttachment',
];

test('every kind that a person writes has a beginning', () => {
  const kinds = allRows().flatMap(({ kind, gate }) => (gate === undefined ? kind : []));
  expect(kinds.filter((kind) => !Object.hasOwn(snippets, kind)).sort()).toEqual(nobodyWrites);
});
