import { parseResolvConf } from '#engine/cri/net/resolve.ts';
import { referenceProblem } from '../images/reference.ts';
import { subPathOf, whyRoot } from './config.ts';
import { expect, it } from 'vitest';

it('does not make a path of a variable that is not there', () => {
  const mount = (subPathExpr: string) => ({ name: 'v', mountPath: '/m', subPathExpr });
  const valueOf = (name: string) => (name === 'A' ? 'a' : undefined);
  expect(subPathOf(mount('x/$(A)'), valueOf)).toMatchObject({ ok: true, value: 'x/a' });
  expect(subPathOf(mount('$(A)/$(B)'), valueOf)).toMatchObject({ ok: false, message: 'missing value for B' });
});

it('knows who would run as root', () => {
  expect(whyRoot({ mustNot: true, runAsUser: 0, imageUser: 5 })).toBe("container's runAsUser breaks non-root policy");
  expect(whyRoot({ mustNot: true, runAsUser: undefined, imageUser: 5 })).toBeUndefined();
});

it('reads a resolver file as the C library does', () => {
  expect(parseResolvConf('search a. . b\noptions ndots:1 edns0\nnameserver 1.2.3.4\noptions ndots:5')).toEqual({
    nameservers: ['1.2.3.4'],
    searches: ['a', 'b'],
    options: ['ndots:5', 'edns0'],
  });
});

it('refuses a name that looks like an id', () => {
  expect(referenceProblem('a'.repeat(64))).toContain('cannot specify 64-byte hexadecimal strings');
});
