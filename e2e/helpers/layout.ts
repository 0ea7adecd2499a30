/** Faults of layout that can be found without taste: cut words, words over words, controls outside of the screen. */
import type { Page } from '@playwright/test';

/** Runs in the page; answers with one line a fault. */
function look(): string[] {
  const faults: string[] = [];
  const skipped = '.monaco-editor, .xterm, .sr-only, [aria-hidden="true"], svg, script, style, option';
  const short = (text: string): string => text.trim().slice(0, 40);

  interface Words {
    readonly node: Node;
    readonly text: string;
    readonly holder: Element;
    readonly box: DOMRect;
  }

  function clipped(holder: Element, box: DOMRect): DOMRect | undefined {
    let { left, top, right, bottom } = box;
    for (let at: Element | null = holder; at !== null && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflow === 'visible') continue;
      const frame = at.getBoundingClientRect();
      [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
      [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
    }
    return right - left < 2 || bottom - top < 2 ? undefined : new DOMRect(left, top, right - left, bottom - top);
  }

  function isOpaque(element: Element): boolean {
    const colour = getComputedStyle(element).backgroundColor;
    const alpha = /(?:\/|,[^,]*,[^,]*,) *([\d.]+)\)$/.exec(colour)?.[1];
    return colour !== 'transparent' && Number(alpha ?? 1) > 0.5;
  }

  /** Not behind a panel; words that lie over others without one do not hide them. */
  function isOnTop(holder: Element, box: DOMRect): boolean {
    for (const element of document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)) {
      if (holder === element || holder.contains(element)) return true;
      if (isOpaque(element)) return element.contains(holder);
    }
    return false;
  }

  function isSeen(holder: Element): boolean {
    return holder.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && holder.closest(skipped) === null;
  }

  // What lets the pointer through is looked at like everything else.
  const solid = document.createElement('style');
  solid.textContent = '* { pointer-events: auto !important }';
  document.head.append(solid);
  const words: Words[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const holder = node.parentElement;
    const text = node.textContent ?? '';
    if (holder === null || text.trim() === '' || !isSeen(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const box = clipped(holder, line);
      if (box !== undefined && isOnTop(holder, box)) words.push({ node, text, holder, box });
    }
    const style = getComputedStyle(holder);
    const isCut = style.overflowX !== 'visible' && style.overflowX !== 'auto' && holder.scrollWidth > holder.clientWidth + 1;
    // A word with dots at its end is whole for whoever points at it.
    if (isCut && (style.textOverflow !== 'ellipsis' || holder.closest('[title], button') === null)) faults.push(`cut: ${short(text)}`);
  }

  words.forEach((one, index) => {
    for (const other of words.slice(index + 1)) {
      if (other.node === one.node) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Lines of text stand close: their boxes may touch, their letters do not.
      if (across > 2 && down > Math.min(one.box.height, other.box.height) * 0.4)
        faults.push(`over each other: ${short(one.text)} | ${short(other.text)}`);
    }
  });

  for (const mark of document.querySelectorAll('[data-marks]')) {
    const box = mark.getBoundingClientRect();
    const isOver = (word: Words): boolean =>
      mark.closest('.react-flow__node')?.contains(word.holder) === true &&
      Math.min(word.box.right, box.right) - Math.max(word.box.left, box.left) > 2 &&
      Math.min(word.box.bottom, box.bottom) - Math.max(word.box.top, box.top) > 2;
    for (const word of words.filter(isOver)) faults.push(`over a mark: ${short(word.text)}`);
  }

  if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the screen');
  for (const control of document.querySelectorAll('button, select, input, [role="tab"], [role="radio"]')) {
    if (!isSeen(control)) continue;
    const box = clipped(control, control.getBoundingClientRect());
    if (box === undefined) continue;
    const isOut = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1;
    if (isOut) faults.push(`outside: ${control.getAttribute('aria-label') ?? short(control.textContent ?? '')}`);
  }
  solid.remove();
  return [...new Set(faults)];
}

/** Runs in the page; ends when nothing has been drawn anew or has moved for so long, counted in frames that came in time. */
function rest(restMs: number): Promise<void> {
  return new Promise((resolve) => {
    let still = 0;
    let last = performance.now();
    const observer = new MutationObserver(() => (still = 0));
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    // What moves with a scroll bar stands still with it, and what goes round for ever has no rest to wait for.
    const isMoving = ({ playState, timeline, effect }: Animation): boolean =>
      playState === 'running' && timeline === document.timeline && effect?.getComputedTiming().endTime !== Infinity;
    const look = (now: number): void => {
      still = document.getAnimations().some(isMoving) ? 0 : still + Math.min(now - last, 40);
      last = now;
      if (still < restMs) return void requestAnimationFrame(look);
      observer.disconnect();
      resolve();
    };
    requestAnimationFrame(look);
  });
}

/** What is still coming or gliding is no fault, and nothing that is not there yet is faultless. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(rest, 400);
}

export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(look);
}
