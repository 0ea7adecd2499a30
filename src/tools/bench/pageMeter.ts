/** Measuring one page in Chromium: frames, long tasks, main-thread time, heap, and when something was first seen. */
import type { Browser, CDPSession, Page } from '@playwright/test';

interface Meter {
  frames: number;
  longest: number;
  firstSeen: number;
}

export interface Reading {
  readonly fps: number;
  readonly longest: number;
  /** Share of the wall's time that the main thread worked. */
  readonly busy: number;
}

export interface Measured {
  readonly page: Page;
  readonly session: CDPSession;
}

/** As text, because what a tool's compiler puts around named functions does not exist in the page. */
function meterScript(selector: string): string {
  return `
    const meter = { frames: 0, longest: 0, firstSeen: 0 };
    globalThis.meter = meter;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) meter.longest = Math.max(meter.longest, entry.duration);
    }).observe({ type: 'longtask' });
    requestAnimationFrame(function frame() {
      meter.frames += 1;
      if (meter.firstSeen === 0 && document.querySelector(${JSON.stringify(selector)}) !== null) meter.firstSeen = performance.now();
      requestAnimationFrame(frame);
    });`;
}

/** Opens a page with a meter in it. `living` is a selector of what shows that the page is alive. */
export async function openMeasured(browser: Browser, url: string, living: string): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript({ content: meterScript(living) });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(url);
  return { page, session };
}

/** Milliseconds from navigation until the page was alive. */
export async function livingAfter({ page }: Measured): Promise<number> {
  await page.waitForFunction(() => (globalThis as unknown as { meter: Meter }).meter.firstSeen > 0, undefined, { timeout: 60_000 });
  return page.evaluate(() => (globalThis as unknown as { meter: Meter }).meter.firstSeen);
}

export async function watch({ page, session }: Measured, forMs: number): Promise<Reading> {
  const before = await taskSeconds(session);
  const start = await page.evaluate(() => {
    const { meter } = globalThis as unknown as { meter: Meter };
    meter.frames = 0;
    meter.longest = 0;
    return performance.now();
  });
  await page.waitForTimeout(forMs);
  const { meter, end } = await page.evaluate(() => ({ meter: (globalThis as unknown as { meter: Meter }).meter, end: performance.now() }));
  const seconds = (end - start) / 1000;
  return { fps: meter.frames / seconds, longest: meter.longest, busy: ((await taskSeconds(session)) - before) / seconds };
}

const scrubbed = 60;

/**
 * The playhead dragged to one moment after another of the first half minute, in which the pods came up: from the pointer's
 * event to the frame in which the map and the clock show that moment. In the page, so that no messages of ours are measured.
 */
export async function scrubs({ page }: Measured): Promise<{ readonly p50: number; readonly p95: number }> {
  const times = await page.evaluate(dragScript, scrubbed);
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)] ?? 0, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
}

async function dragScript(count: number): Promise<number[]> {
  const slider = document.querySelector<HTMLElement>('[role=slider][aria-valuemax]');
  if (slider === null) throw new Error('there is no timeline');
  const box = slider.getBoundingClientRect();
  slider.setPointerCapture = () => undefined;
  const taken: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const before = slider.getAttribute('aria-valuenow');
    const started = performance.now();
    const clientX = box.left + 140 + ((i * 37) % 101);
    slider.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, buttons: 1, clientX, clientY: box.top + 20 }));
    while (slider.getAttribute('aria-valuenow') === before) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    taken.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return taken;
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((one) => one.name === name)?.value ?? 0;
}

function taskSeconds(session: CDPSession): Promise<number> {
  return metric(session, 'TaskDuration');
}

/** Megabytes of the main thread's heap after a collection. */
export async function heapOf({ session }: Measured): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await metric(session, 'JSHeapUsedSize')) / 1e6;
}
