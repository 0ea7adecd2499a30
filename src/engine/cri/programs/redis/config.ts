/** redis-server's configuration: its defaults, a file, and options of the command line. upstream: github.com/redis/redis src/config.c */
import type { Fs } from '../../fs/fs.ts';
import { readFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { splitWords } from './resp.ts';

export type ReadConfig = { readonly config: Record<string, string>; readonly fromFile: boolean } | { readonly error: string };

export function readConfig(fs: Fs, cwd: string, args: readonly string[], version: string): ReadConfig {
  const save = version < '7' ? '900 1 300 10 60 10000' : '3600 1 300 100 60 10000';
  const config: Record<string, string> = {
    port: '6379',
    bind: '* -::*',
    dir: cwd,
    dbfilename: 'dump.rdb',
    save,
    appendonly: 'no',
    maxmemory: '0',
    'maxmemory-policy': 'noeviction',
    timeout: '0',
    databases: '16',
    requirepass: '',
    maxclients: '10000',
    loglevel: 'notice',
    'protected-mode': 'no',
    appendfsync: 'everysec',
    'tcp-keepalive': '300',
  };
  let rest = args.slice();
  const file = rest[0] !== undefined && !rest[0].startsWith('-') ? rest.shift() : undefined;
  if (file !== undefined) {
    const text = readFile(fs, absolute(cwd, file));
    if (typeof text !== 'string')
      return { error: `*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nCan't open config file '${file}': No such file or directory\n` };
    const wrong = applyLines(config, text.split('\n'), version);
    if (wrong !== undefined) return { error: wrong };
  }
  rest = rest.filter((word) => word !== '--sentinel');
  const lines: string[][] = [];
  for (const word of rest) {
    if (word.startsWith('--')) lines.push([word.slice(2)]);
    else lines.at(-1)?.push(word);
  }
  for (const [key = '', ...values] of lines)
    setOption(
      config,
      key,
      values.map((value) => value.replace(/^"(.*)"$/, '$1')),
    );
  return { config, fromFile: file !== undefined };
}

function applyLines(config: Record<string, string>, lines: readonly string[], version: string): string | undefined {
  let saves = 0;
  for (const [i, line] of lines.entries()) {
    const words = line.trim().startsWith('#') ? [] : splitWords(line.trim());
    if (words === undefined)
      return `*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line ${i + 1}\n>>> '${line.trim()}'\nUnbalanced quotes in configuration line\n`;
    const [key, ...values] = words;
    if (key === undefined || key === '') continue;
    if (values.length === 0)
      return `*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line ${i + 1}\n>>> '${line.trim()}'\nBad directive or wrong number of arguments\n`;
    if (key.toLowerCase() === 'save' && values[0] !== '' && (saves += 1) > 1) config['save'] = `${config['save']} ${values.join(' ')}`;
    else setOption(config, key, values);
  }
  return undefined;
}

function setOption(config: Record<string, string>, key: string, values: readonly string[]): void {
  const name = key.toLowerCase() === 'slaveof' ? 'replicaof' : key.toLowerCase();
  config[name] = values.join(' ');
}
