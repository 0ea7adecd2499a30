import { expect, test } from 'vitest';
import { servedRows } from '#api/scheme.ts';
import { loadDefinitions } from '../load.ts';
import { createOpenApi } from './openapi.ts';
import type { CustomResource } from './custom.ts';

interface Doc {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly definitions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

async function documentOf(path: string, customs: readonly CustomResource[] = []): Promise<Doc> {
  return createOpenApi({ definitions: await loadDefinitions(), resources: servedRows(), customs }).openapi(path) as Doc;
}

const cronTab: CustomResource = {
  group: 'stable.example.com',
  version: 'v1',
  kind: 'CronTab',
  plural: 'crontabs',
  namespaced: true,
  subresources: ['status'],
  schema: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['size', 'note'],
        properties: { size: { type: 'integer', anyOf: [] }, note: { type: 'string', nullable: true } },
      },
      extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
    },
  },
};

test('a patch tells kubectl that the server validates fields', async () => {
  const { paths } = await documentOf('/openapi/v3/apis/apps/v1');
  const patch = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.['patch'];
  expect(patch?.['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', kind: 'Deployment', version: 'v1' });
  expect((patch!['parameters'] as { name: string }[]).map(({ name }) => name)).toContain('fieldValidation');
});

test('version 3 wraps references and tells defaults; version 2 does neither', async () => {
  const third = (await documentOf('/openapi/v3/apis/apps/v1')).components.schemas['io.k8s.api.apps.v1.DeploymentSpec'];
  const second = (await documentOf('/openapi/v2')).definitions['io.k8s.api.apps.v1.DeploymentSpec'];
  expect((third!['properties'] as Doc['definitions'])['strategy']).toMatchObject({
    default: {},
    allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }],
    'x-kubernetes-patch-strategy': 'retainKeys',
  });
  expect((second!['properties'] as Doc['definitions'])['strategy']).toEqual({
    description: 'The deployment strategy to use to replace existing pods with new ones.',
    $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy',
    'x-kubernetes-patch-strategy': 'retainKeys',
  });
});

test('the index names each group version with a hash', async () => {
  const { paths } = await documentOf('/openapi/v3');
  expect(paths['apis/apps/v1']?.['serverRelativeURL']).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{64}$/);
});

test('custom resources are in both versions; version 2 leaves out what it cannot say', async () => {
  const name = 'com.example.stable.v1.CronTab';
  const second = (await documentOf('/openapi/v2', [cronTab])).definitions[name]?.['properties'] as Doc['definitions'];
  expect(Object.keys(second ?? {})).toEqual(['apiVersion', 'extra', 'kind', 'metadata', 'spec']);
  expect(second['spec']).toEqual({ type: 'object', required: ['size'], properties: { note: {}, size: { type: 'integer' } } });
  expect(second['extra']).toEqual({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  const third = await documentOf('/openapi/v3/apis/stable.example.com/v1', [cronTab]);
  expect((third.components.schemas[name]!['properties'] as Doc['definitions'])['spec']).toEqual(cronTab.schema?.properties?.['spec']);
  expect(third.paths['/apis/stable.example.com/v1/namespaces/{namespace}/crontabs']?.['post']?.['operationId']).toBe(
    'createStableExampleComV1NamespacedCronTab',
  );
});

test('a custom resource that keeps unknown fields at its root is an object without properties in version 2', async () => {
  const open = { ...cronTab, schema: { ...cronTab.schema, 'x-kubernetes-preserve-unknown-fields': true } };
  const { definitions } = await documentOf('/openapi/v2', [open]);
  expect(definitions['com.example.stable.v1.CronTab']).toEqual({
    type: 'object',
    'x-kubernetes-group-version-kind': [{ group: 'stable.example.com', kind: 'CronTab', version: 'v1' }],
  });
});

test('proxies take every method, with and without a path behind them', async () => {
  const { paths } = await documentOf('/openapi/v2');
  const proxy = paths['/api/v1/namespaces/{namespace}/pods/{name}/proxy/{path}'] ?? {};
  expect(Object.keys(proxy)).toEqual(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'parameters']);
  expect(proxy['head']?.['operationId']).toBe('connectCoreV1HeadNamespacedPodProxyWithPath');
  expect(Object.keys((await documentOf('/openapi/v3/version')).components.schemas)).toEqual(['io.k8s.apimachinery.pkg.version.Info']);
});
