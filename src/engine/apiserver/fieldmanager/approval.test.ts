import { expect, test } from 'vitest';
import { annsRequest } from '#engine/helpers/signingRequest.test-helper.ts';
import { ask, testServer } from '../testServer.ts';

test('who approves a signing request has the condition, and nothing else', () => {
  const it = testServer();
  const spec = { request: annsRequest, signerName: 'example.com/x', usages: ['client auth'] };
  const object = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'ann' }, spec };
  ask(it, 'CertificateSigningRequest', { verb: 'create', object, options: { fieldManager: 'ann' } });
  const status = { certificate: 'bm8=', conditions: [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }] };
  const patch = { type: 'merge', body: { status } } as const;
  const change = { verb: 'patch', name: 'ann', subresource: 'approval', patch, options: { fieldManager: 'boss' } } as const;
  expect(ask(it, 'CertificateSigningRequest', change).code).toBe(200);
  const { metadata } = ask(it, 'CertificateSigningRequest', { name: 'ann' }).body as {
    metadata: { managedFields: { manager: string; subresource?: string; fieldsV1: { 'f:status'?: object } }[] };
  };
  const boss = metadata.managedFields.find(({ manager }) => manager === 'boss');
  expect([boss?.subresource, Object.keys(boss?.fieldsV1['f:status'] ?? {})]).toEqual(['approval', ['f:conditions']]);
});
