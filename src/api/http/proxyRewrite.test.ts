import { expect, test } from 'vitest';
import { rewriteHtml, rewriteUrl } from './proxyRewrite.ts';

const place = { prefix: '/api/v1/namespaces/a/pods/b/proxy', host: '127.0.0.1:6443' };

test.each([
  ['/x', '/api/v1/namespaces/a/pods/b/proxy/x'],
  ['/', '/api/v1/namespaces/a/pods/b/proxy/'],
  ['x/y', 'x/y'],
  ['//other/x', '//other/x'],
  ['https://other/x', 'https://other/x'],
  ['https://127.0.0.1:6443/x?q=1#f', 'https://127.0.0.1:6443/api/v1/namespaces/a/pods/b/proxy/x?q=1#f'],
  ['/api/v1/namespaces/a/pods/b/proxy/x', '/api/v1/namespaces/a/pods/b/proxy/x'],
])('%s as it is seen through the proxy', (url, seen) => {
  expect(rewriteUrl(url, place)).toBe(seen);
});

test('links of HTML lead through the proxy as well', () => {
  expect(rewriteHtml('<a href="/rewriteme">test</a> <p href="/x"> <IMG alt=x src=/y>', place)).toBe(
    '<a href="/api/v1/namespaces/a/pods/b/proxy/rewriteme">test</a> <p href="/x"> <IMG alt=x src=/api/v1/namespaces/a/pods/b/proxy/y>',
  );
});
