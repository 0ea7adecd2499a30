import { expect, it } from 'vitest';
import { inCidr, joinHostPort, parseIp } from './ip.ts';

it.each([
  ['10.0.0.1', [10, 0, 0, 1]],
  ['::1', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ['1234:abcd::1', [0x12, 0x34, 0xab, 0xcd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ['10.0.0', undefined],
  ['10.0.0.256', undefined],
  ['web', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7', undefined],
])('parses %s', (text, bytes) => {
  expect(parseIp(text)).toEqual(bytes);
});

it.each([
  ['10.244.1.5', '10.244.0.0/16', true],
  ['10.245.1.5', '10.244.0.0/16', false],
  ['203.0.113.127', '203.0.113.0/25', true],
  ['203.0.113.128', '203.0.113.0/25', false],
  ['10.0.0.1', '0.0.0.0/0', true],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.1/32', true],
  ['fd00::a', 'fd00::/8', true],
  ['fd00:0:0::a', 'fd00::a', true],
  ['10.0.0.1', 'fd00::/8', false],
])('%s in %s: %s', (ip, cidr, expected) => {
  expect(inCidr(ip, cidr)).toBe(expected);
});

it('puts brackets around IPv6 addresses', () => {
  expect([joinHostPort('10.0.0.1', 80), joinHostPort('::1', 80)]).toEqual(['10.0.0.1:80', '[::1]:80']);
});
