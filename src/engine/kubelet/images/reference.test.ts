import { expect, test } from 'vitest';
import { isSameImage, referenceProblem, withDefaultTag } from './reference.ts';

const digest = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test.each([
  ['root', 'root:latest'],
  ['root:tag', 'root:tag'],
  [`root@${digest}`, `root@${digest}`],
  [`root:latest@${digest}`, `root:latest@${digest}`],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
])('%s is asked for as %s', (image, want) => {
  expect(withDefaultTag(image)).toBe(want);
});

test.each([
  ['nginx', 'docker.io/library/nginx:latest', true],
  ['bitnami/redis:7', 'docker.io/bitnami/redis:7', true],
  ['registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.9', true],
  ['nginx:1.25', 'docker.io/library/nginx:latest', false],
  ['localhost/app', 'docker.io/localhost/app', false],
])('%s and %s', (a, b, same) => {
  expect(isSameImage(a, b)).toBe(same);
});

test.each(['nginx', 'a/b/c:v1.2', 'registry.k8s.io/pause:3.9', 'localhost:5000/x', `x@${digest}`])('%s can be read', (image) => {
  expect(referenceProblem(image)).toBeUndefined();
});

test.each([
  ['Bad_Image::x', 'repository name must be lowercase'],
  ['a b', 'invalid reference format'],
  ['nginx:', 'invalid reference format'],
])('%s cannot be read', (image, why) => {
  expect(referenceProblem(image)).toMatch(new RegExp(`${why}$`));
});
