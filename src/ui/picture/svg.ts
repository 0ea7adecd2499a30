/** The picture as SVG text: for files, for clips, and for a second branch beside the map. Every text from outside is escaped. */
import { dotGrid } from '#scene/dots.ts';
import type { Box, Scene, SceneNode } from '#scene/model.ts';
import { routesOf, type Route } from '#scene/routes.ts';
import type { Paint } from '../map/paint.ts';

const margin = 32;
const mono = 'ui-monospace, Menlo, Consolas, monospace';
const sans = 'system-ui, sans-serif';

export interface SvgLook {
  readonly paint: Paint;
  /** Ids to ring, such as what differs from another branch. */
  readonly marked?: ReadonlySet<string>;
  /** Room that the picture must keep, so that frames of a clip have one size. */
  readonly frame?: Box;
  /** The ways of its wires, when they are known. */
  readonly routes?: readonly Route[];
}

export function sceneSvg(scene: Scene, look: SvgLook): string {
  const { x, y, width, height } = pageOf(look.frame ?? scene.bounds);
  const box = [x, y, width, height];
  const nodes = [...scene.nodes].sort((a, b) => levelOf(a) - levelOf(b));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${box[2]}" height="${box[3]}">`,
    `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${look.paint.ground}"/>`,
    ...nodes.map((node) => drawNode(node, look)),
    ...(look.routes ?? routesOf(scene).routes).map((route) => drawEdge(route, look)),
    '</svg>',
  ].join('');
}

/** What of the scene is on the picture. */
export function pageOf({ x, y, width, height }: Box): Box {
  return { x: x - margin, y: y - margin, width: Math.max(320, width) + 2 * margin, height: Math.max(180, height) + 2 * margin };
}

function levelOf(node: SceneNode): number {
  return node.type === 'band' || node.type === 'room' ? (node.inside === undefined ? 0 : 1) : node.type === 'berth' ? 2 : 3;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

interface TextLook {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly font?: string;
  readonly weight?: number;
  /** In letters; what does not fit is cut. */
  readonly most?: number;
  readonly anchor?: string;
}

function text(words: string, { x, y, size, fill, font = sans, weight = 400, most = 60, anchor = 'start' }: TextLook): string {
  const shown = words.length > most ? `${words.slice(0, most - 1)}…` : words;
  return `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escape(shown)}</text>`;
}

interface RectLook {
  readonly fill: string;
  readonly stroke: string;
  readonly radius?: number;
  readonly dashed?: boolean;
  readonly opacity?: number;
}

function rect({ x, y, width, height }: Box, { fill, stroke, radius = 6, dashed = false, opacity = 1 }: RectLook): string {
  const dash = dashed ? ' stroke-dasharray="4 3"' : '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" fill-opacity="${opacity}" stroke="${stroke}"${dash}/>`;
}

type Drawer<T extends SceneNode['type']> = (node: Extract<SceneNode, { readonly type: T }>, paint: Paint) => string;

const drawers: { readonly [T in SceneNode['type']]: Drawer<T> } = {
  band: (node, paint) =>
    rect(node, { fill: paint.card, stroke: paint.faint, radius: 12, opacity: 0.4, dashed: node.shape === 'herd' }) +
    text(node.name, { x: node.x + 16, y: node.y + 28, size: 14, weight: 600, fill: paint.ink, most: 40 }) +
    text(`${node.ready}/${node.wanted}`, {
      x: node.x + node.width - 16,
      y: node.y + 28,
      size: 13,
      fill: paint.tones[node.tone],
      anchor: 'end',
    }),
  berth: (node, paint) =>
    rect({ ...node, y: node.y + 30, height: node.height - 26 }, { fill: 'none', stroke: paint.faint, dashed: node.state !== 'docked' }) +
    text(String(node.ordinal), {
      x: node.x + node.width / 2,
      y: node.y + 20,
      size: 16,
      weight: 600,
      font: mono,
      fill: paint.ink,
      anchor: 'middle',
    }),
  pod: (node, paint) =>
    rect(node, { fill: paint.card, stroke: paint.faint, dashed: node.tone === 'moving' }) +
    `<rect x="${node.x}" y="${node.y}" width="4" height="${node.height}" fill="${paint.tones[node.tone]}"/>` +
    text(node.facts.name, { x: node.x + 12, y: node.y + 22, size: 11.5, weight: 600, font: mono, fill: paint.ink, most: 24 }) +
    text(node.facts.word, { x: node.x + 12, y: node.y + 47, size: 12, fill: paint.tones[node.tone], most: 20 }) +
    text(node.facts.node, { x: node.x + 12, y: node.y + 72, size: 10, font: mono, fill: paint.soft }) +
    text(node.facts.ip, { x: node.x + node.width - 10, y: node.y + 72, size: 10, font: mono, fill: paint.soft, anchor: 'end' }),
  stack: (node, paint) =>
    rect(node, { fill: paint.card, stroke: paint.faint }) +
    text(`${node.ready} / ${node.total}`, { x: node.x + 16, y: node.y + 32, size: 20, weight: 600, fill: paint.ink }) +
    dots(node, paint),
  claim: (node, paint) =>
    rect(node, { fill: paint.card, stroke: node.bound ? paint.faint : paint.tones[node.tone], radius: 22, dashed: !node.bound }) +
    text(node.name === '' ? node.volume : node.name, { x: node.x + 16, y: node.y + 26, size: 10, font: mono, fill: paint.ink, most: 26 }) +
    text(`${node.word} ${node.size}`, { x: node.x + 16, y: node.y + 46, size: 11, fill: paint.tones[node.tone] }),
  service: (node, paint) =>
    rect(node, {
      fill: paint.card,
      stroke: node.headless ? paint.accent : paint.faint,
      radius: node.headless ? 30 : 8,
      dashed: node.headless,
    }) +
    text(node.name, { x: node.x + 16, y: node.y + 25, size: 13, weight: 600, fill: paint.ink, most: 26 }) +
    text(node.headless ? 'headless' : node.ip, { x: node.x + 16, y: node.y + 46, size: 12, font: mono, fill: paint.accent }),
  room: (node, paint) =>
    rect(node, {
      fill: node.tone === 'bad' ? paint.ink : paint.card,
      stroke: paint.faint,
      radius: 10,
      opacity: node.tone === 'bad' ? 0.25 : 0.6,
    }) +
    text(node.name, { x: node.x + 16, y: node.y + 26, size: 13, weight: 600, fill: paint.ink }) +
    text(node.word, { x: node.x + 16, y: node.y + 46, size: 11, fill: paint.tones[node.tone] }),
  form: (node, paint) =>
    rect(node, { fill: paint.card, stroke: paint.faint }) +
    text(node.name, { x: node.x + 12, y: node.y + 22, size: 12, weight: 600, fill: paint.ink, most: 26 }) +
    text(node.kind, { x: node.x + 12, y: node.y + 37, size: 10, fill: paint.soft }) +
    text(node.lines.join(' · '), { x: node.x + 12, y: node.y + 52, size: 10, font: mono, fill: paint.soft, most: 28 }),
};

function dots(node: Extract<SceneNode, { readonly type: 'stack' }>, paint: Paint): string {
  const { pitch, columns } = dotGrid(node.dots.length, node.total);
  return node.dots
    .map((tone, index) => {
      const x = node.x + 16 + (index % columns) * pitch;
      const y = node.y + 46 + Math.floor(index / columns) * pitch;
      return `<rect x="${x}" y="${y}" width="${pitch - 3}" height="${pitch - 3}" fill="${paint.tones[tone]}"/>`;
    })
    .join('');
}

function drawNode(node: SceneNode, { paint, marked }: SvgLook): string {
  const draw = drawers[node.type] as Drawer<SceneNode['type']>;
  const ring =
    marked?.has(node.id) === true
      ? `<rect x="${node.x - 4}" y="${node.y - 4}" width="${node.width + 8}" height="${node.height + 8}" rx="9" fill="none" stroke="${paint.accent}" stroke-width="3"/>`
      : '';
  return draw(node as never, paint) + ring;
}

function drawEdge({ edge, points }: Route, { paint }: SvgLook): string {
  const colour = edge.tone === 'idle' ? paint.faint : paint.tones[edge.tone];
  const path = points.map(({ x, y }) => `${x},${y}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.6"${edge.dashed ? ' stroke-dasharray="5 5"' : ''}/>`;
}
