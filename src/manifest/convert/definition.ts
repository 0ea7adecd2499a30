/** CustomResourceDefinitions of apiextensions.k8s.io/v1beta1: one schema for all versions, and none was needed. */
import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import { itemsAt, mapAt, object, put, rename, take, textAt, type Doc } from './nodes.ts';

export function convertDefinition(root: YAMLMap, doc: Doc): void {
  take(root, 'status');
  const spec = mapAt(root, 'spec');
  if (spec === undefined) return;
  if (!spec.has('scope')) put(spec, 'scope', 'Namespaced');
  const keepsUnknown = take(spec, 'preserveUnknownFields')?.toJSON() !== false;
  const name = take(spec, 'version')?.toJSON() as unknown;
  if (!spec.has('versions'))
    put(spec, 'versions', doc.createNode([{ name: typeof name === 'string' ? name : 'v1', served: true, storage: true }]));
  const shared = {
    schema: mapOf(take(spec, 'validation')),
    subresources: take(spec, 'subresources'),
    additionalPrinterColumns: take(spec, 'additionalPrinterColumns'),
  };
  for (const version of itemsAt(spec, 'versions')) convertVersion(version, { shared, doc, keepsUnknown });
  convertConversion(spec, doc);
}

interface Work {
  readonly shared: {
    readonly schema: YAMLMap | undefined;
    readonly subresources: Node | undefined;
    readonly additionalPrinterColumns: Node | undefined;
  };
  readonly doc: Doc;
  readonly keepsUnknown: boolean;
}

function mapOf(node: Node | undefined): YAMLMap | undefined {
  return isMap(node) ? (node as YAMLMap) : undefined;
}

function convertVersion(version: YAMLMap, { shared, doc, keepsUnknown }: Work): void {
  for (const field of ['subresources', 'additionalPrinterColumns'] as const) {
    const value = shared[field];
    if (!version.has(field) && value !== undefined) put(version, field, value.clone() as Node);
  }
  for (const column of itemsAt(version, 'additionalPrinterColumns')) rename(column, 'JSONPath', 'jsonPath');
  if (!version.has('schema')) put(version, 'schema', shared.schema === undefined ? object(doc, {}) : (shared.schema.clone() as YAMLMap));
  const schema = mapAt(version, 'schema');
  if (schema === undefined) return;
  const root = mapAt(schema, 'openAPIV3Schema');
  if (root === undefined) {
    put(schema, 'openAPIV3Schema', object(doc, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }));
    return;
  }
  makeStructural(root);
  if (keepsUnknown && !root.has('x-kubernetes-preserve-unknown-fields')) put(root, 'x-kubernetes-preserve-unknown-fields', true);
}

/** Every object and list has to say that it is one. */
function makeStructural(schema: YAMLMap): void {
  const properties = mapAt(schema, 'properties');
  const items = mapAt(schema, 'items');
  const values = mapAt(schema, 'additionalProperties');
  if (!schema.has('type') && schema.get('x-kubernetes-int-or-string') !== true) {
    if (properties !== undefined || values !== undefined)
      put(schema, 'type', 'object', schema.has('properties') ? 'properties' : 'additionalProperties');
    else if (items !== undefined) put(schema, 'type', 'array', 'items');
    else if (!isSeq(schema.get('anyOf', true)) && !isSeq(schema.get('oneOf', true)))
      put(schema, 'x-kubernetes-preserve-unknown-fields', true);
  }
  if (
    schema.get('type') === 'object' &&
    schema.has('x-kubernetes-preserve-unknown-fields') === false &&
    properties === undefined &&
    values === undefined
  )
    put(schema, 'x-kubernetes-preserve-unknown-fields', true);
  for (const pair of properties?.items ?? []) if (isMap(pair.value)) makeStructural(pair.value as YAMLMap);
  if (items !== undefined) makeStructural(items);
  if (values !== undefined) makeStructural(values);
}

function convertConversion(spec: YAMLMap, doc: Doc): void {
  const conversion = mapAt(spec, 'conversion');
  if (conversion === undefined || textAt(conversion, 'strategy') !== 'Webhook' || conversion.has('webhook')) return;
  const clientConfig = take(conversion, 'webhookClientConfig');
  const conversionReviewVersions = take(conversion, 'conversionReviewVersions') ?? doc.createNode(['v1beta1']);
  put(conversion, 'webhook', object(doc, { clientConfig, conversionReviewVersions }));
}
