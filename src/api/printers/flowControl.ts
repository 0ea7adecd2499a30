import type { FlowSchema, PriorityLevelConfiguration } from '../kinds.ts';
import { ageOf, columns, type Cell, type Printer } from './printer.ts';

export const flowSchema: Printer<FlowSchema> = {
  columns: columns('Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL'),
  cells(object, now) {
    const { spec, status } = object;
    const dangling = status.conditions?.find((condition) => condition.type === 'Dangling');
    return [
      object.metadata.name,
      spec.priorityLevelConfiguration.name,
      spec.matchingPrecedence ?? 0,
      spec.distinguisherMethod?.type ?? '<none>',
      ageOf(object, now),
      dangling?.status ?? '?',
    ];
  },
};

export const priorityLevelConfiguration: Printer<PriorityLevelConfiguration> = {
  columns: columns('Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age'),
  cells(object, now) {
    const { type, limited, exempt } = object.spec;
    const queuing = limited?.limitResponse?.queuing;
    const none = '<none>' as Cell;
    const shares = (type === 'Exempt' ? exempt?.nominalConcurrencyShares : limited?.nominalConcurrencyShares) ?? none;
    const queues = [queuing?.queues ?? none, queuing?.handSize ?? none, queuing?.queueLengthLimit ?? none];
    return [object.metadata.name, type, shares, ...queues, ageOf(object, now)];
  },
};
