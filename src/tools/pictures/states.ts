/** States of the page that are looked at by eye, in both themes and both languages. */
import type { Page } from '@playwright/test';
import type { scripts } from './scripts.ts';

export interface State {
  readonly name: string;
  /** Absent: the first visit, as it begins. */
  readonly script?: keyof typeof scripts;
  readonly at?: number;
  /** Parameters of the page's address. */
  readonly view?: string;
  readonly width?: number;
  readonly height?: number;
  readonly act?: (page: Page) => Promise<unknown>;
}

const phone = { width: 390, height: 844 };

const tablet = { width: 900, height: 900 };

export const states: readonly State[] = [
  { name: '01-first-visit', act: (page) => page.waitForTimeout(2_500) },
  { name: '02-empty', script: 'empty', at: 1_000 },
  { name: '03-redis-network', script: 'redis', at: 25_000 },
  { name: '04-ghosts-storage', script: 'ghosts', at: 110_000, view: 'lens=storage' },
  { name: '05-dns', script: 'ghosts', at: 60_000, view: 'lens=dns' },
  { name: '06-placement', script: 'web', at: 20_000, view: 'lens=placement' },
  { name: '07-ownership', script: 'web', at: 20_000, view: 'lens=ownership' },
  { name: '08-by-node', script: 'redis', at: 25_000, view: 'by=node' },
  { name: '09-zoo', script: 'zoo', at: 130_000 },
  { name: '10-rbac', script: 'zoo', at: 130_000, view: 'lens=rbac' },
  { name: '11-scheduling', script: 'stuck', at: 20_000, view: 'lens=scheduling&select=Pod/default/giant&tab=scheduling' },
  { name: '12-stack', script: 'big', at: 26_000 },
  { name: '13-why', script: 'redis', at: 25_000, view: 'select=Pod/default/redis-pv-sts-1&tab=why' },
  { name: '14-yaml', script: 'redis', at: 25_000, view: 'select=StatefulSet/default/redis-pv-sts&tab=yaml' },
  { name: '15-service-route', script: 'web', at: 20_000, view: 'select=Service/default/web&tab=route' },
  { name: '16-packet', script: 'web', at: 20_200 },
  { name: '16-lookup', script: 'web', at: 20_200, view: 'lens=dns' },
  { name: '17-node-rules', script: 'web', at: 20_000, view: 'by=node&select=Node//node-1&tab=rules' },
  { name: '18-table', script: 'redis', at: 25_000, view: 'table' },
  { name: '19-phone-map', script: 'redis', at: 25_000, ...phone },
  { name: '20-phone-inspector', script: 'redis', at: 25_000, view: 'select=Pod/default/redis-pv-sts-0', ...phone },
  { name: '21-tablet-map', script: 'zoo', at: 130_000, ...tablet },
  { name: '22-tablet-inspector', script: 'redis', at: 25_000, view: 'select=StatefulSet/default/redis-pv-sts', ...tablet },
  { name: '23-phone-zoo', script: 'zoo', at: 130_000, ...phone },
  // In the middle of things.
  { name: '31-claim-pending', script: 'redis', at: 206 },
  { name: '32-pod-starting', script: 'redis', at: 7_200 },
  { name: '33-scaling-down', script: 'ghosts', at: 70_180 },
  { name: '34-node-off', script: 'nodeOff', at: 75_000, view: 'by=node' },
  { name: '35-rollout-half-way', script: 'newer', at: 20_900 },
  { name: '36-autoscaler', script: 'rushed', at: 47_000 },
  { name: '37-job-half-way', script: 'rushed', at: 9_500 },
  { name: '38-packet-at-its-rules', script: 'web', at: 20_100, view: 'by=node' },
];
