import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PodTemplateSpec } from '../kinds.ts';
import chains from './fixtures/chainNames.json' with { type: 'json' };
import revisions from './fixtures/controllerRevisionHash.json' with { type: 'json' };
import templates from './fixtures/podTemplateHash.json' with { type: 'json' };
import { controllerRevisionHash, controllerRevisionName, revisionData } from './controllerRevisionHash.ts';
import { goJsonText } from './goJsonText.ts';
import { fnv32, fnv32a, utf8Bytes } from './hash.ts';
import { dumpPodTemplate, podTemplateHash } from './podTemplateHash.ts';
import { base32, sha256, sha256Hex } from './sha256.ts';

function template(value: unknown): PodTemplateSpec {
  return value as PodTemplateSpec;
}

test('FNV of known texts', () => {
  expect([fnv32(''), fnv32a('')]).toEqual([0x811c9dc5, 0x811c9dc5]);
  expect([fnv32('foobar'), fnv32a('foobar')]).toEqual([0x31f0b262, 0xbf9cf968]);
});

test.each(['', 'a', 'héllo', '漢字', '😀 x', '\ud800'])('bytes of %j are those of UTF-8', (text) => {
  expect(utf8Bytes(text)).toEqual([...new TextEncoder().encode(text)]);
});

test.each([0, 1, 55, 56, 63, 64, 119, 120, 1000])('SHA-256 of %i characters', (length) => {
  const text = 'ab€'.repeat(length).slice(0, length);
  expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
});

test('names of chains', () => {
  for (const { servicePortName, protocol, svc, sep } of chains) {
    expect(`KUBE-SVC-${base32(sha256(servicePortName + protocol)).slice(0, 16)}`).toBe(svc);
    for (const [endpoint, name] of Object.entries(sep)) {
      expect(`KUBE-SEP-${base32(sha256(servicePortName + protocol + endpoint)).slice(0, 16)}`).toBe(name);
    }
  }
});

test('pod-template-hash of recorded templates', () => {
  expect(dumpPodTemplate(template(templates.dump.template))).toBe(templates.dump.text);
  for (const recorded of templates.cases) {
    const seen = [undefined, 0, 1].map((count) => podTemplateHash(template(recorded.template), count));
    expect(seen, recorded.name).toEqual([recorded.hash, recorded.hashCollision0, recorded.hashCollision1]);
  }
});

test('what is empty, unknown or left to defaults does not change the hash', () => {
  const spec = templates.dump.template.spec;
  const same = {
    metadata: { ...templates.dump.template.metadata, annotations: {} },
    spec: { ...spec, hostNetwork: false, tolerations: [], inventedIn130: 1 },
  };
  expect(podTemplateHash(template(same))).toBe(podTemplateHash(template(templates.dump.template)));
  expect(podTemplateHash(template({ ...same, spec: { ...spec, hostNetwork: true } }))).not.toBe(
    podTemplateHash(template(templates.dump.template)),
  );
});

test('revisions of StatefulSets and DaemonSets', () => {
  for (const recorded of revisions) {
    const data = revisionData(template(recorded.template));
    expect(goJsonText(data)).toBe(recorded.raw);
    expect([controllerRevisionHash(data), controllerRevisionHash(data, 1)]).toEqual([recorded.hashCollision0, recorded.hashCollision1]);
    expect(controllerRevisionName(recorded.name, recorded.hashCollision0)).toBe(recorded.revisionName);
    if (recorded.daemonHash !== undefined) expect(podTemplateHash(template(recorded.template))).toBe(recorded.daemonHash);
  }
});

test('a revision writes what Go writes, however the template came', () => {
  const bare = template({
    metadata: { labels: { app: 'web' } },
    spec: { hostNetwork: false, containers: [{ name: 'web', image: 'a<b>&\b\\f', env: [{ name: 'x', value: '' }] }] },
  });
  expect(goJsonText(revisionData(bare))).toBe(
    '{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null,"labels":{"app":"web"}},' +
      '"spec":{"containers":[{"env":[{"name":"x"}],"image":"a\\u003cb\\u003e\\u0026\\u0008\\\\f","name":"web","resources":{}}]}}}}',
  );
});
