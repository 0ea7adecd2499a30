/** Images that are made to use memory and processor time. upstream: github.com/vishh/stress, github.com/polinux/stress */
import { image, type Image } from './image.ts';

export const stressImages: readonly Image[] = [
  image('polinux/stress', { base: 'alpine', cmd: ['stress'], sizeMb: 4, programs: { '/usr/local/bin/stress': 'stress' } }),
  image('vish/stress', { base: 'scratch', entrypoint: ['/stress'], sizeMb: 2, programs: { '/stress': 'vish-stress' } }),
  image('progrium/stress', {
    base: 'debian',
    entrypoint: ['/usr/bin/stress', '--verbose'],
    sizeMb: 80,
    programs: { '/usr/bin/stress': 'stress' },
  }),
];
