import { expect, test } from 'vitest';
import { deadlineRefusal } from './deadline.ts';
import { requestInfo } from './requestInfo.ts';

test.each([
  ['/version', undefined],
  ['/version?timeout=32s', undefined],
  ['/version?timeout=0', undefined],
  ['/version?timeout=soon', 'invalid timeout specified in the request URL - time: invalid duration "soon"'],
  ['/api/v1/pods?timeout=5q', 'invalid timeout specified in the request URL - time: unknown unit "q" in duration "5q"'],
  ['/api/v1/pods?timeout=5', 'invalid timeout specified in the request URL - time: missing unit in duration "5"'],
  ['/api/v1/pods?timeout=soon&watch=true', undefined],
  ['/api/v1/namespaces/a/pods/b/log?timeout=soon', undefined],
])('%s', (target, message) => {
  const url = new URL(target, 'http://none');
  const info = requestInfo('GET', url.pathname, url.searchParams);
  expect(deadlineRefusal(info, url.searchParams)?.message).toBe(message);
});
