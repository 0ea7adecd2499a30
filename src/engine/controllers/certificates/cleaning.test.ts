import { expect, test } from 'vitest';
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { encodeText } from '#api/machinery/base64.ts';
import { formatTime } from '#api/machinery/time.ts';
import { selfSignedCertificate } from '../../helpers/authority.ts';
import { readCertificatePem } from '#api/machinery/crypto/x509.ts';
import { isOver } from './cleaning.ts';

const pem = selfSignedCertificate('x', []);
const endMs = readCertificatePem(pem)!.notAfterMs;
const minuteMs = 60_000;

const dayMs = 24 * 60 * minuteMs;

interface Decided {
  readonly type?: string;
  readonly ago?: number;
  readonly certificate?: string;
}

/** Whether a request of this age is over, that was decided so many minutes ago. */
function over(age: number, { type, ago = 0, certificate }: Decided, nowMs = endMs - dayMs): boolean {
  const at = (minutes: number) => formatTime(nowMs - minutes * minuteMs);
  const conditions = type === undefined ? [] : [{ type, status: 'True', lastUpdateTime: at(ago) }];
  const status = { conditions, ...(certificate === undefined ? {} : { certificate: encodeText(certificate) }) };
  return isOver({ metadata: { name: 'x', creationTimestamp: at(age) }, status } as unknown as CertificateSigningRequest, nowMs);
}

test.each([
  [24 * 60, {}, false],
  [24 * 60 + 1, {}, true],
  [99 * 60, { type: 'Approved', ago: 98 * 60 }, false],
  [99 * 60, { type: 'Approved', ago: 60, certificate: pem }, false],
  [99 * 60, { type: 'Approved', ago: 61, certificate: pem }, true],
  [99 * 60, { type: 'Denied', ago: 60 }, false],
  [99 * 60, { type: 'Denied', ago: 61 }, true],
  [99 * 60, { type: 'Failed', ago: 61 }, true],
  [99 * 60, { type: 'Custom', ago: 98 * 60 }, false],
] as const)('made %i minutes ago, decided %o: %s', (age, decided, expected) => expect(over(age, decided)).toBe(expected));

test('a certificate that has ended is no longer asked for', () => {
  const decided = { type: 'Approved', ago: 1, certificate: pem };
  expect(over(5, decided, endMs - minuteMs)).toBe(false);
  expect(over(5, decided, endMs + minuteMs)).toBe(true);
});
