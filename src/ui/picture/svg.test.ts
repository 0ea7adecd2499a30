import { expect, test } from 'vitest';
import { buildScene } from '#scene/scene.ts';
import { cluster } from '#scene/testing/notation.ts';
import type { Paint } from '../map/paint.ts';
import { sceneSvg } from './svg.ts';

const tones = { ready: '#1', moving: '#2', bad: '#3', leaving: '#4', idle: '#5', done: '#6' };
const paint: Paint = { tones, accent: '#a', ink: '#b', faint: '#c', soft: '#d', sheet: '#e', card: '#f', ground: '#0' };

const scene = buildScene({
  mirror: cluster('node n1', 'sts web 2 data', 'pod web-0 Running n1 @StatefulSet/web', 'svc web', 'slice web web-0'),
  lens: 'network',
  arrangement: 'workload',
  opened: new Set(),
  moved: new Map(),
  namespace: '',
});

test('every thing and every line of the picture is drawn', () => {
  const svg = sceneSvg(scene, { paint });
  expect(svg).toContain('>web-0</text>');
  expect(svg.match(/<polyline/g)).toHaveLength(scene.edges.length);
});

test('a name from outside stays text', () => {
  const [pod] = scene.nodes.filter((node) => node.type === 'pod');
  const evil = { ...pod!, facts: { ...pod!.facts, name: '<script>"&' } };
  const svg = sceneSvg({ ...scene, nodes: [evil], edges: [] }, { paint });
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&#60;script&#62;&#34;&#38;');
});
