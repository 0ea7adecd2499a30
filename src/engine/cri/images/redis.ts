/** upstream: github.com/docker-library/redis */
import { image, type Image } from './image.ts';

const lines: Readonly<Record<string, string>> = {
  '2': '2.8.23',
  '2.8': '2.8.23',
  '3': '3.2.12',
  '3.0': '3.0.7',
  '3.2': '3.2.12',
  '4': '4.0.14',
  '4.0': '4.0.14',
  '5': '5.0.14',
  '5.0': '5.0.14',
  '6': '6.2.18',
  '6.0': '6.0.20',
  '6.2': '6.2.18',
  '7': '7.4.3',
  '7.0': '7.0.15',
  '7.2': '7.2.8',
  '7.4': '7.4.3',
  '8': '8.0.1',
  '8.0': '8.0.1',
};
const exact = [
  '2.8.19',
  '2.8.23',
  '3.0.7',
  '3.2.0',
  '3.2.12',
  '4.0.14',
  '5.0.0',
  '5.0.1',
  '5.0.3',
  '5.0.4',
  '5.0.5',
  '5.0.7',
  '5.0.14',
  '6.0.20',
  '6.2.5',
  '6.2.6',
  '6.2.7',
  '6.2.18',
  '7.0.4',
  '7.0.5',
  '7.0.10',
  '7.0.15',
  '7.2.3',
  '7.2.4',
  '7.2.8',
  '7.4.3',
  '8.0.1',
];
const base = ['latest', ...Object.keys(lines), ...exact];

export const redis: Image = image('library/redis', {
  tags: [
    ...base,
    ...base.map((tag) => `${tag}-alpine`),
    'alpine',
    ...base.map((tag) => `${tag}-bookworm`),
    ...base.map((tag) => `${tag}-buster`),
    'bookworm',
  ],
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  workingDir: '/data',
  ports: [6379],
  sizeMb: 42,
  programs: {
    '/usr/local/bin/redis-server': 'redis-server',
    '/usr/local/bin/redis-sentinel': 'redis-server',
    '/usr/local/bin/redis-cli': 'redis-cli',
    '/usr/local/bin/redis-benchmark': 'server',
    '/usr/local/bin/docker-entrypoint.sh': 'entrypoint',
  },
  files: { '/data/': '' },
});

/** The version that a tag stands for. */
export function redisVersion(tag: string): string {
  const number = tag.split('-')[0] ?? '';
  return lines[number] ?? (exact.includes(number) ? number : '7.4.3');
}
