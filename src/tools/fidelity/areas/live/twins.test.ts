import { expect, it } from 'vitest';
import { createTwins, ourText } from './twins.ts';

const ours = '11111111-aaaa-4bbb-8ccc-222222222222';
const client = { request: () => Promise.resolve({ code: 200, body: { metadata: { uid: ours } } }) };
const twins = createTwins(client as unknown as Parameters<typeof createTwins>[0], { folder: 'nowhere', namespace: 'n' });
const file = (uid: string) => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"${uid}"}}`;

it.each([
  ['a uid that their server made is ours', '759bbe75-d060-4ed3-8e82-2294fc94786f', ours],
  ['one that a person typed stays', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
])('%s', async (_name, recorded, here) => {
  expect(await ourText(twins, file(recorded))).toBe(file(here));
});
