/**
 * The OpenAPI document of version 2 as protobuf: the only form in which kubectl reads it.
 * upstream: github.com/google/gnostic-models/openapiv2/OpenAPIv2.proto
 */

import { any, bytesField, inside, mapOf, message, scalar, text, type Message, type Values, type Write } from './openapiWire.ts';

const schemaFields: Message = {
  $ref: [1, 'text'],
  format: [2, 'text'],
  title: [3, 'text'],
  description: [4, 'text'],
  default: [5, any as Write],
  multipleOf: [6, 'double'],
  maximum: [7, 'double'],
  exclusiveMaximum: [8, 'flag'],
  minimum: [9, 'double'],
  exclusiveMinimum: [10, 'flag'],
  maxLength: [11, 'int'],
  minLength: [12, 'int'],
  pattern: [13, 'text'],
  maxItems: [14, 'int'],
  minItems: [15, 'int'],
  uniqueItems: [16, 'flag'],
  maxProperties: [17, 'int'],
  minProperties: [18, 'int'],
  required: [19, 'text'],
  enum: [20, any as Write],
  additionalProperties: [
    21,
    (value: Values | boolean) => (typeof value === 'boolean' ? scalar(2, 'flag', value) : bytesField(1, schema(value))),
  ],
  type: [22, (value: string) => text(1, value)],
  items: [23, inside(1, schema as Write)],
  properties: [25, mapOf(schema as Write)],
};

function schema(value: Values): Buffer {
  return message(schemaFields, value, 31);
}

const bodyFields: Message = {
  description: [1, 'text'],
  name: [2, 'text'],
  in: [3, 'text'],
  required: [4, 'flag'],
  schema: [5, schema as Write],
};
const common: Message = { required: [1, 'flag'], in: [2, 'text'], description: [3, 'text'], name: [4, 'text'] };
const queryFields: Message = { ...common, type: [6, 'text'], uniqueItems: [20, 'flag'] };
const pathFields: Message = { ...common, type: [5, 'text'], uniqueItems: [19, 'flag'] };

/** A parameter stands in three wrappers that say which kind it is. */
function parameter(value: Values): Buffer {
  if (value['in'] === 'body') return bytesField(1, bytesField(1, message(bodyFields, value)));
  const plain = value['in'] === 'path' ? bytesField(4, message(pathFields, value)) : bytesField(3, message(queryFields, value));
  return bytesField(1, bytesField(2, plain));
}

const responseFields: Message = { description: [1, 'text'], schema: [2, inside(1, schema as Write)] };
const response: Write = (value: Values) => bytesField(1, message(responseFields, value));

const operationFields: Message = {
  tags: [1, 'text'],
  description: [3, 'text'],
  operationId: [5, 'text'],
  produces: [6, 'text'],
  consumes: [7, 'text'],
  parameters: [8, parameter as Write],
  responses: [9, mapOf(response)],
  schemes: [10, 'text'],
};
const operation: Write = (value: Values) => message(operationFields, value, 13);
const pathItemFields: Message = {
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  options: [6, operation],
  head: [7, operation],
  patch: [8, operation],
  parameters: [9, parameter as Write],
};
const apiKeyFields: Message = { type: [1, 'text'], name: [2, 'text'], in: [3, 'text'], description: [4, 'text'] };

const documentFields: Message = {
  swagger: [1, 'text'],
  info: [2, (value: Values) => message({ title: [1, 'text'], version: [2, 'text'] }, value)],
  paths: [8, mapOf((value: Values) => message(pathItemFields, value), 2)],
  definitions: [9, mapOf(schema as Write)],
  security: [12, mapOf(() => Buffer.alloc(0))],
  securityDefinitions: [13, mapOf(inside(2, (value: Values) => message(apiKeyFields, value)))],
};

export function openApiProto(document: unknown): Buffer {
  return message(documentFields, document as Values);
}
