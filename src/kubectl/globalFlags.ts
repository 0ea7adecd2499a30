/** Flags that every verb takes, and those that many share. upstream: cli-runtime/pkg/genericclioptions */
import { flag, textOf, type FlagSpec, type ParsedFlags } from './flags.ts';

export const globalFlags: readonly FlagSpec[] = [
  flag('namespace,n'),
  flag('as'),
  flag('as-group', 'array'),
  flag('as-uid'),
  flag('cache-dir'),
  flag('certificate-authority'),
  flag('client-certificate'),
  flag('client-key'),
  flag('cluster'),
  flag('context'),
  flag('disable-compression', 'bool'),
  flag('insecure-skip-tls-verify', 'bool'),
  flag('kubeconfig'),
  flag('match-server-version', 'bool'),
  flag('password'),
  flag('profile'),
  flag('profile-output'),
  flag('request-timeout', 'string', { default: '0' }),
  flag('server,s'),
  flag('tls-server-name'),
  flag('token'),
  flag('user'),
  flag('username'),
  flag('v,v', 'int', { default: '0' }),
  flag('vmodule'),
  flag('warnings-as-errors', 'bool'),
  flag('help,h', 'bool'),
];

/** The kubeconfig's user that is asked for; some commands have a --user of their own, who is somebody in the cluster. */
export function userFlag(flags: ParsedFlags): string {
  return flags.specs.filter(({ name }) => name === 'user').length > 1 ? '' : textOf(flags, 'user');
}

export const filenameFlags: readonly FlagSpec[] = [flag('filename,f', 'strings'), flag('kustomize,k'), flag('recursive,R', 'bool')];

export const selectorFlag = flag('selector,l');

export const outputFlags: readonly FlagSpec[] = [
  flag('output,o'),
  flag('template'),
  flag('allow-missing-template-keys', 'bool', { default: 'true' }),
  flag('show-managed-fields', 'bool'),
];

export const dryRunFlag = flag('dry-run', 'string', { default: 'none', bare: 'unchanged' });

export const fieldManagerFlag = flag('field-manager');

/** Of verbs that change an object: output, dry run, field manager. */
export const changeFlags: readonly FlagSpec[] = [...outputFlags, dryRunFlag, fieldManagerFlag];

export const recordFlag = flag('record', 'bool');

export const validateFlag = flag('validate', 'string', { default: 'true', bare: 'strict' });
