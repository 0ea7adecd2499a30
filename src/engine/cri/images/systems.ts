/** Images that are a system with a shell. upstream: github.com/docker-library/official-images */
import { image, type Image } from './image.ts';

const busyboxTags = ['1', '1.24', '1.25', '1.26', '1.27', '1.27.2', '1.28', '1.28.0', '1.28.4', '1.29', '1.29.2', '1.29.3', '1.30', '1.30.1', '1.31', '1.31.0', '1.31.1', '1.32', '1.32.0', '1.33', '1.33.1', '1.34', '1.34.1', '1.35', '1.35.0', '1.36', '1.36.0', '1.36.1', '1.37', '1.37.0'];
const variants = ['glibc', 'musl', 'uclibc'];

export const busybox: Image = image('library/busybox', {
  tags: ['latest', 'stable', 'unstable', 'glibc', 'musl', 'uclibc', ...busyboxTags, ...busyboxTags.flatMap((tag) => variants.map((v) => `${tag}-${v}`)), ...variants.map((v) => `stable-${v}`)],
  base: 'busybox',
  cmd: ['sh'],
  sizeMb: 2,
});

const alpineTags = ['latest', 'edge', '3', '2.7', ...Array.from({ length: 22 }, (_, i) => `3.${i + 1}`), '3.18.4', '3.18.5', '3.19.0', '3.19.1', '3.20.3'];

export const shells: readonly Image[] = [
  image('library/alpine', { tags: alpineTags, base: 'alpine', cmd: ['/bin/sh'], sizeMb: 3 }),
  image('library/debian', { cmd: ['bash'], sizeMb: 49 }),
  image('library/ubuntu', { cmd: ['/bin/bash'], sizeMb: 29 }),
  image('library/centos', { cmd: ['/bin/bash'], sizeMb: 83 }),
  image('library/fedora', { cmd: ['/bin/bash'], sizeMb: 70 }),
  image('library/rockylinux', { cmd: ['/bin/bash'], sizeMb: 60 }),
  image('library/almalinux', { cmd: ['/bin/bash'], sizeMb: 65 }),
  image('library/amazonlinux', { cmd: ['/bin/bash'], sizeMb: 55 }),
  image('library/bash', { base: 'alpine', entrypoint: ['docker-entrypoint.sh'], cmd: ['bash'], sizeMb: 6, programs: { '/usr/local/bin/docker-entrypoint.sh': 'entrypoint', '/usr/local/bin/bash': 'bash' } }),
  image('library/perl', { cmd: ['perl', '-de0'], sizeMb: 330, programs: { '/usr/local/bin/perl': 'perl' } }),
  image('library/buildpack-deps', { cmd: ['bash'], sizeMb: 300, programs: { '/usr/bin/curl': 'curl' } }),
  image('curlimages/curl', { base: 'alpine', entrypoint: ['/entrypoint.sh'], cmd: ['curl', '--help'], sizeMb: 9, user: 100, group: 101, programs: { '/entrypoint.sh': 'entrypoint', '/usr/bin/curl': 'curl' } }),
  image('nicolaka/netshoot', { base: 'alpine', cmd: ['zsh'], sizeMb: 180, programs: { '/bin/zsh': 'bash', '/bin/bash': 'bash', '/usr/bin/curl': 'curl', '/usr/bin/dig': 'dig', '/usr/bin/host': 'host' } }),
  image('radial/busyboxplus', { base: 'busybox', cmd: ['/bin/sh'], sizeMb: 4, programs: { '/usr/bin/curl': 'curl' } }),
  image('giantswarm/tiny-tools', { base: 'alpine', cmd: ['/bin/sh'], sizeMb: 20, programs: { '/usr/bin/curl': 'curl', '/usr/bin/dig': 'dig' } }),
  image('bitnami/kubectl', { entrypoint: ['kubectl'], cmd: ['--help'], sizeMb: 90, programs: { '/opt/bitnami/kubectl/bin/kubectl': 'server', '/usr/local/bin/kubectl': 'server' } }),
];
