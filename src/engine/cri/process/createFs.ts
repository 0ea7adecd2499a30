import { imageOf } from '../images/catalogue.ts';
import type { Image } from '../images/image.ts';
import { parseReference } from '../images/reference.ts';
import type { Fs } from '../fs/fs.ts';
import type { Container, Sandbox } from '../state.ts';
import type { Kernel } from './task.ts';

const found = new Map<string, Image>();

/** The node's own image of that name, or else the catalogue's row for a name that the runtime has accepted before. */
export function imageNamed(kernel: Kernel, name: string): Image {
  let image = kernel.loaded.get(name) ?? found.get(name);
  if (image === undefined) {
    const reference = parseReference(name);
    if (typeof reference === 'string') throw new Error(reference);
    found.set(name, (image = imageOf(reference)));
  }
  return image;
}

export function createFs(kernel: Kernel, container: Container): Fs {
  const { disks, now, epochMs } = kernel.context;
  const image = imageNamed(kernel, container.spec.image);
  return { container, sandbox: sandboxOf(kernel, container), image, disks, signToken: kernel.signToken, nowMs: now, epochMs };
}

export function sandboxOf(kernel: Kernel, container: Container): Sandbox {
  const sandbox = kernel.state.sandboxes.get(container.sandbox);
  if (sandbox === undefined) throw new Error(`container ${container.id} has no sandbox ${container.sandbox}`);
  return sandbox;
}
