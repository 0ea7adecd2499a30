/** The one place on the page that frames are written to, and that everything drawn or printed is read from. */
import { create } from 'zustand';
import { objectKey, type KubeObject } from '#api/meta.ts';
import type { Ref } from '#scene/model.ts';
import type { Playground } from '#remote/page.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { applyFrame, emptyPicture, type Picture } from './mirror.ts';

export const useMirror = create<Picture>(() => emptyPicture);

let arrivedAt = 0;

let isReplaced = false;

export function connectMirror(world: Pick<Playground, 'onFrame'>): () => void {
  return world.onFrame((frame) => {
    arrivedAt = performance.now();
    const base = isReplaced && frame.reset ? emptyPicture : useMirror.getState();
    if (frame.reset) isReplaced = false;
    useMirror.setState(applyFrame(base, frame), true);
  });
}

/** Another tape is coming: when its first frame is here, nothing of the old one may stay. */
export function expectAnother(isComing: boolean): void {
  isReplaced = isComing;
}

export function clusterNow(): string {
  const { cluster } = useMirror.getState();
  return cluster === '' ? defaultCluster : cluster;
}

/** The clock between two frames, for what moves: it runs on from the last frame for at most a quarter second. */
export function liveNow(): number {
  const { now, playing, speed } = useMirror.getState();
  if (!playing) return now;
  return now + Math.min(250, performance.now() - arrivedAt) * speed;
}

export function objectAt(picture: Picture, ref: Ref | undefined): KubeObject | undefined {
  if (ref === undefined) return undefined;
  return picture.mirror.kinds.get(ref.kind)?.get(objectKey(ref.namespace, ref.name));
}
