/** Bodies that cannot be read, in the words of the real server. upstream: endpoints/handlers/rest.go (transformDecodeError) */
import { expect, test } from 'vitest';
import type { Status } from '../request.ts';
import { readObject } from './body.ts';
import type { Codecs } from './exchange.ts';

const codecs: Codecs = {
  yaml: { read: () => 'yaml: line 1: did not find expected key', repeated: () => undefined, write: () => '' },
  columnText: () => '',
};

test.each([
  ['', 'application/json', `couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`],
  ['{"a":', 'application/json', `couldn't get version/kind; json parse error: unexpected end of JSON input ({"a":)`],
  ['a: b: c', 'application/yaml', 'yaml: line 1: did not find expected key (613a20623a2063)'],
])('%j as %s', (text, type, why) => {
  const read = readObject({ body: { text }, type, codecs }, 'Pod');
  expect((read as { readonly status?: Status }).status).toMatchObject({
    code: 400,
    message: `the object provided is unrecognized (must be of type Pod): ${why}`,
  });
});
