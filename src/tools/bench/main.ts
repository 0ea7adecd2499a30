/** `npm run bench -- [--only engine|requests|server|bundle|page] [--sizes 100,500,...] [--page 200,1000,5000]`: one JSON line each. Bundle and page need `npm run build`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBundle } from './bundle.ts';
import { benchEngine } from './engine.ts';
import { benchPage } from './page.ts';
import { benchRequests } from './requests.ts';
import { benchServer } from './server.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    sizes: { type: 'string', default: '100,500,1000,5000,10000' },
    page: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '../../..');
const wanted = (part: string) => values.only === undefined || values.only.includes(part);

if (wanted('engine')) benchEngine(values.sizes.split(',').map(Number));
if (wanted('requests')) benchRequests();
if (wanted('server')) await benchServer([100, 1_000, 5_000, 20_000]);
if (wanted('bundle')) benchBundle(join(root, 'dist'));
if (wanted('page')) await benchPage(root, (values.page ?? '200,1000,5000').split(',').map(Number));
