/** Pictures and clips of the map as files: SVG, PNG, and WebM of what happens. */
import { paintNow } from '../map/paint.ts';
import { useScene } from '../map/sceneStore.ts';
import { sceneSvg } from './svg.ts';
import { useClip } from './clip.ts';

const clipFrameMs = 120;
const clipMaxMs = 60_000;
const pixelsMax = 4_096;

function svgNow(): string {
  return sceneSvg(useScene.getState().scene, { paint: paintNow() });
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveSvg(): void {
  download(new Blob([svgNow()], { type: 'image/svg+xml' }), 'orrery.svg');
}

/** An SVG as an image element, which runs nothing that may stand in it. */
async function imageOf(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  return image;
}

function canvasFor(image: HTMLImageElement, scale: number): HTMLCanvasElement {
  const fit = Math.min(scale, pixelsMax / image.width, pixelsMax / image.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * fit);
  canvas.height = Math.round(image.height * fit);
  return canvas;
}

export async function savePng(): Promise<void> {
  const image = await imageOf(svgNow());
  const canvas = canvasFor(image, 2);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob !== null) download(blob, 'orrery.png');
  }, 'image/png');
}

/** Records the map until it is stopped, or for a minute. */
export async function startClip(): Promise<void> {
  if (useClip.getState().stop !== undefined) return;
  const { bounds } = useScene.getState().scene;
  const frame = { x: bounds.x, y: bounds.y, width: Math.max(900, bounds.width * 1.2), height: Math.max(500, bounds.height * 1.2) };
  const canvas = canvasFor(await imageOf(sceneSvg(useScene.getState().scene, { paint: paintNow(), frame })), 1);
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => download(new Blob(parts, { type: 'video/webm' }), 'orrery.webm');
  const paint = async (): Promise<void> => {
    const image = await imageOf(sceneSvg(useScene.getState().scene, { paint: paintNow(), frame }));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  };
  await paint();
  recorder.start();
  const timer = window.setInterval(() => void paint(), clipFrameMs);
  const stop = (): void => {
    window.clearInterval(timer);
    window.clearTimeout(limit);
    useClip.setState({ stop: undefined });
    recorder.stop();
  };
  const limit = window.setTimeout(stop, clipMaxMs);
  useClip.setState({ stop });
}
