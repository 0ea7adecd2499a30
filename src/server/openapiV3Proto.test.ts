import { expect, test } from 'vitest';
import { openApiV3Proto } from './openapiV3Proto.ts';

/** Of each thing one, its fields in the order of their numbers. */
const document = {
  openapi: '3.0.0',
  info: { title: 't', version: 'v' },
  paths: {
    '/a': {
      get: {
        tags: ['x'],
        operationId: 'o',
        parameters: [{ name: 'n', in: 'query', required: true, schema: { type: 'integer', default: 0 } }],
        responses: {
          200: { description: 'OK', content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } },
        },
      },
    },
  },
  components: {
    schemas: {
      A: {
        required: ['b'],
        type: 'object',
        properties: { b: { allOf: [{ $ref: '#/components/schemas/B' }], default: {} } },
        additionalProperties: { type: 'string', default: '' },
      },
    },
    securitySchemes: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } },
  },
};

test('a document is written as gnostic itself writes it', () => {
  expect(openApiV3Proto(document).toString('base64')).toBe(
    'CgUzLjAuMBIGCgF0MgF2In8KfQoCL2ESdyJ1CgF4KgFvMigKJgoBbhIFcXVlcnkgAVIYChbKAQdpbnRlZ2VyigIJCQAAAAAAAAAAQkMSQQoDMjAwEjoKOAoCT0saMgowChBh' +
      'cHBsaWNhdGlvbi9qc29uEhwKGhIYChYjL2NvbXBvbmVudHMvc2NoZW1hcy9BKo0BClcKVQoBQRJQCk66AQFiygEGb2JqZWN0+gEpCicKAWISIgog0gEaEhgKFiMvY29tcG9u' +
      'ZW50cy9zY2hlbWFzL0KKAgCCAhIKEAoOygEGc3RyaW5nigICGgA6MgowCgtCZWFyZXJUb2tlbhIhCh8KBmFwaUtleRoNYXV0aG9yaXphdGlvbiIGaGVhZGVy',
  );
});
