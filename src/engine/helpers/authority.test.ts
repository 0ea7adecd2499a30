import { expect, test } from 'vitest';
import { isSignedBy, readCertificatePem } from '#api/machinery/crypto/x509.ts';
import { authorityOf, createAuthority, selfSignedCertificate, servingCertificate } from './authority.ts';

test('the known certificate of the open authority is the one that its key signs', () => {
  const authority = authorityOf({});
  expect(createAuthority(authority.key).certificate).toBe(authority.certificate);
});

test('the API server shows a certificate for its names and addresses', () => {
  const authority = authorityOf({});
  const shown = readCertificatePem(servingCertificate(authority, ['10.96.0.1']))!;
  expect(shown.names).toMatchObject({ ips: [[10, 96, 0, 1]], dns: expect.arrayContaining(['kubernetes.default.svc']) as unknown });
  expect(isSignedBy(shown, authority.key)).toBe(true);
});

test('who asks for a certificate for other addresses or names is not given the one that was made before', () => {
  const namesIn = (text: string) => readCertificatePem(text)!.names;
  const authority = authorityOf({});
  servingCertificate(authority, ['10.96.0.1']);
  expect(namesIn(servingCertificate(authority, ['10.97.0.1', '172.18.0.2'])).ips).toEqual([
    [10, 97, 0, 1],
    [172, 18, 0, 2],
  ]);
  selfSignedCertificate('node-1@1', ['node-1']);
  expect(namesIn(selfSignedCertificate('node-1@1', ['node-1', '172.18.0.9'])).ips).toEqual([[172, 18, 0, 9]]);
});
