import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const webhookConfiguration: Printer<MutatingWebhookConfiguration | ValidatingWebhookConfiguration> = {
  columns: columns('Name Webhooks:integer Age'),
  cells: (object, now) => [object.metadata.name, object.webhooks?.length ?? 0, ageOf(object, now)],
};
