/** Every area there is, in the order of the table. */
import type { Area } from './area.ts';
import { corpusCreate, validationCreate, validationUpdate } from './areas/apiserver.ts';
import { dns } from './areas/dns.ts';
import { iptables } from './areas/iptables.ts';
import { cli, live } from './areas/live/area.ts';
import { openapi } from './areas/openapi.ts';
import { packets } from './areas/packets.ts';
import { vectorAreas } from './areas/vectors/vectors.ts';
import type { Sources } from './sources.ts';
import { traces } from './traces/area.ts';

export function areasOf({ reference }: Sources): readonly Area[] {
  return [traces, live, cli, corpusCreate, validationCreate, validationUpdate, iptables, packets, dns, openapi, ...vectorAreas(reference)];
}
