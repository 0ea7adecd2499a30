/** The cases of upstream's table, one line each. */
import { expect, test } from 'vitest';
import { recordsOf, zoneText, type Place } from './records.ts';

const foo = (...addresses: string[]): Place => ({ zone: 'foozone', region: 'fooregion', addresses });
const bar = (...addresses: string[]): Place => ({ zone: 'barzone', region: 'barregion', addresses });

test.each<[string, readonly Place[], readonly string[]]>([
  ['one address', [foo('198.51.100.1')], ['fed A 198.51.100.1', 'fooregion A 198.51.100.1', 'foozone.fooregion A 198.51.100.1']],
  [
    'two clusters',
    [foo('198.51.100.1'), bar('198.51.200.1')],
    [
      'fed A 198.51.100.1',
      'fed A 198.51.200.1',
      'fooregion A 198.51.100.1',
      'foozone.fooregion A 198.51.100.1',
      'barregion A 198.51.200.1',
      'barzone.barregion A 198.51.200.1',
    ],
  ],
  [
    'a cluster without endpoints leads to the wider name',
    [foo('198.51.100.1'), bar()],
    [
      'fed A 198.51.100.1',
      'fooregion A 198.51.100.1',
      'foozone.fooregion A 198.51.100.1',
      'barregion CNAME fed',
      'barzone.barregion CNAME barregion',
    ],
  ],
  ['nothing healthy anywhere', [foo()], ['fooregion CNAME fed', 'foozone.fooregion CNAME fooregion']],
  ['a place without labels is in the world only', [{ addresses: ['192.0.2.1'] }], ['fed A 192.0.2.1']],
])('%s', (_name, places, expected) => {
  const short = (name: string) => name.replace('nginx.ns.myfed.svc.', '').replace(/\.?example\.com$/, '') || 'fed';
  const records = recordsOf('nginx.ns.myfed.svc', 'example.com', places);
  expect(records.map(({ name, type, data }) => `${short(name)} ${type} ${type === 'CNAME' ? short(data) : data}`)).toEqual(expected);
});

test('the text of a zone', () => {
  expect(zoneText(recordsOf('a.b.f.svc', 'example.com', [{ region: 'r', addresses: [] }]))).toBe(
    'a.b.f.svc.r.example.com. 180 IN CNAME a.b.f.svc.example.com.\n',
  );
});
