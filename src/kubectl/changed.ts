/**
 * What a verb says about an object it changed: `deployment.apps/web created (dry run)`, or the object in the format asked for.
 * upstream: cli-runtime/pkg/printers/name.go (NamePrinter), genericclioptions (WithDefaultOutput)
 */
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { Context, DryRun } from './context.ts';
import { slashName } from './naming.ts';
import { formatOf, formatted, typedObject } from './outputs.ts';

export interface Change {
  readonly row: SchemeRow;
  readonly object: KubeObject;
  /** `created`, `configured`, `labeled`, ... */
  readonly operation: string;
  readonly dryRun: DryRun;
  /** The command knows the object's type, and made it by that. */
  readonly typed?: boolean;
}

/** Says what happened. For YAML, each object after the first begins with a separator: `index` counts them. */
export function sayChanged(context: Context, change: Change, index = 0): void {
  const format = formatOf(context);
  if (format !== undefined) {
    const separator = format.name === 'yaml' && index > 0 ? '---\n' : '';
    const { object, typed = false } = change;
    context.env.stdout(separator + formatted(context, format, typed ? typedObject(object) : object, typed));
    return;
  }
  const suffix = change.dryRun === 'client' ? ' (dry run)' : change.dryRun === 'server' ? ' (server dry run)' : '';
  context.env.stdout(`${slashName(change.row, change.object.metadata.name)} ${change.operation}${suffix}\n`);
}
