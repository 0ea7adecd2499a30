/**
 * The OpenAPI documents of version 3 as protobuf.
 * upstream: github.com/google/gnostic-models/openapiv3/OpenAPIv3.proto
 */
import { any, bytesField, inside, mapOf, message, scalar, text, type Message, type Values, type Write } from './openapiWire.ts';

const schemaFields: Message = {
  nullable: [1, 'flag'],
  title: [9, 'text'],
  multipleOf: [10, 'double'],
  maximum: [11, 'double'],
  exclusiveMaximum: [12, 'flag'],
  minimum: [13, 'double'],
  exclusiveMinimum: [14, 'flag'],
  maxLength: [15, 'int'],
  minLength: [16, 'int'],
  pattern: [17, 'text'],
  maxItems: [18, 'int'],
  minItems: [19, 'int'],
  uniqueItems: [20, 'flag'],
  maxProperties: [21, 'int'],
  minProperties: [22, 'int'],
  required: [23, 'text'],
  enum: [24, any as Write],
  type: [25, 'text'],
  allOf: [26, schemaOrReference as Write],
  oneOf: [27, schemaOrReference as Write],
  anyOf: [28, schemaOrReference as Write],
  not: [29, schema as Write],
  items: [30, inside(1, schemaOrReference as Write)],
  properties: [31, mapOf(schemaOrReference as Write)],
  additionalProperties: [
    32,
    (value: Values | boolean) => (typeof value === 'boolean' ? scalar(2, 'flag', value) : bytesField(1, schemaOrReference(value))),
  ],
  default: [33, plainDefault as Write],
  description: [34, 'text'],
  format: [35, 'text'],
};

function schema(value: Values): Buffer {
  return message(schemaFields, value, 36);
}

/** One that refers to another says nothing else. */
function orReference(write: (value: Values) => Buffer): (value: Values) => Buffer {
  return (value) => (typeof value['$ref'] === 'string' ? bytesField(2, text(1, value['$ref'])) : bytesField(1, write(value)));
}

function schemaOrReference(value: Values): Buffer {
  return orReference(schema)(value);
}

/** Only a number, a flag or a text has a place in the message; any other default is there and says nothing. */
function plainDefault(value: unknown): Buffer {
  if (typeof value === 'number') return scalar(1, 'double', value);
  if (typeof value === 'boolean') return scalar(2, 'flag', value);
  return typeof value === 'string' ? text(3, value) : Buffer.alloc(0);
}

const content = mapOf((value: Values) => message({ schema: [1, schemaOrReference as Write] }, value));

const parameterFields: Message = {
  name: [1, 'text'],
  in: [2, 'text'],
  description: [3, 'text'],
  required: [4, 'flag'],
  schema: [10, schemaOrReference as Write],
};
const parameter = orReference((value) => message(parameterFields, value)) as Write;
const body = orReference((value) => message({ description: [1, 'text'], content: [2, content], required: [3, 'flag'] }, value)) as Write;
const response = orReference((value) => message({ description: [1, 'text'], content: [3, content] }, value)) as Write;

const operationFields: Message = {
  tags: [1, 'text'],
  summary: [2, 'text'],
  description: [3, 'text'],
  operationId: [5, 'text'],
  parameters: [6, parameter],
  requestBody: [7, body],
  responses: [8, mapOf(response, 2)],
  deprecated: [10, 'flag'],
};
const operation: Write = (value: Values) => message(operationFields, value, 13);
const pathFields: Message = {
  get: [4, operation],
  put: [5, operation],
  post: [6, operation],
  delete: [7, operation],
  options: [8, operation],
  head: [9, operation],
  patch: [10, operation],
  parameters: [13, parameter],
};
const securityFields: Message = { type: [1, 'text'], description: [2, 'text'], name: [3, 'text'], in: [4, 'text'] };
const componentFields: Message = {
  schemas: [1, mapOf(schemaOrReference as Write)],
  securitySchemes: [7, mapOf(orReference((value) => message(securityFields, value)) as Write)],
};

const documentFields: Message = {
  openapi: [1, 'text'],
  info: [2, (value: Values) => message({ title: [1, 'text'], description: [2, 'text'], version: [6, 'text'] }, value)],
  paths: [4, mapOf((value: Values) => message(pathFields, value))],
  components: [5, (value: Values) => message(componentFields, value)],
};

export function openApiV3Proto(document: unknown): Buffer {
  return message(documentFields, document as Values);
}
