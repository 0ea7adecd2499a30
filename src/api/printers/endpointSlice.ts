import type { EndpointSlice } from '../kinds.ts';
import { ageOf, columns, withMore, type Printer } from './printer.ts';

const shownMax = 3;

export const endpointSlice: Printer<EndpointSlice> = {
  columns: columns('Name AddressType Ports Endpoints Age'),
  cells(object, now) {
    const ports = (object.ports ?? []).map((port) => (port.port === undefined ? (port.name ?? '*') : String(port.port)));
    const addresses = (object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
    return [
      object.metadata.name,
      object.addressType,
      withMore(ports, shownMax) || '<unset>',
      withMore(addresses, shownMax) || '<unset>',
      ageOf(object, now),
    ];
  },
};
