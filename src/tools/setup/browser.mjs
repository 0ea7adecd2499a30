/**
 * Finds a Chromium for the tests: Playwright's own, one that is installed, or Debian's by apt, in this order.
 * Answers the path, or undefined when Playwright's own is to be used.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export async function findBrowser() {
  const { chromium } = await import('@playwright/test');
  if (existsSync(chromium.executablePath())) return undefined;
  const installed = known.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  if (aptInstall() && existsSync(known[0])) return known[0];
  if (spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' }).status === 0) return undefined;
  console.error('No Chromium was found, and none could be installed. Install one and run this again.');
  process.exit(1);
}

function aptInstall() {
  if (spawnSync('which', ['apt-get']).status !== 0) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    return spawnSync(command, rest, { stdio: 'inherit' }).status === 0;
  };
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
}
