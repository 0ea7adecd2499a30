/** Runs the lines of a script with a client, one after the other, and says what differs. */
import { execFile } from 'node:child_process';

export interface Outcome {
  readonly passed: number;
  readonly failures: readonly string[];
}

export interface Client {
  readonly path: string;
  readonly folder: string;
  readonly kubeconfig: string;
  readonly namespace?: string;
}

const commandMaxMs = 120_000;
const outputMax = 16 * 1024 * 1024;

export async function runScript(client: Client, script: string): Promise<Outcome> {
  const failures: string[] = [];
  let passed = 0;
  for (const line of script.trim().split('\n')) {
    const problem = await runLine(client, line.replaceAll('$NS', client.namespace ?? 'default'));
    if (problem === undefined) passed += 1;
    else failures.push(problem);
  }
  return { passed, failures };
}

async function runLine(client: Client, line: string): Promise<string | undefined> {
  const [said = '', wanted = ''] = line.split(' => ');
  const mustFail = said.startsWith('! ');
  const words = wordsOf(mustFail ? said.slice(2) : said);
  const isNamespace = words[0] === 'create' && words[1] === 'ns';
  const own = client.namespace === undefined || isNamespace ? [] : [`--namespace=${client.namespace}`];
  const { code, output } = await execute(client, [...own, ...words]);
  if ((code !== 0) === mustFail && new RegExp(wanted, 'm').test(output)) return undefined;
  return `${said} (exit code ${code}, wanted ${wanted}):\n    ${output.trim().split('\n').slice(0, 6).join('\n    ')}`;
}

/** Words are parted by blanks; quotes hold one together. */
function wordsOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/'([^']*)'|((?:[^\s']|(?<=\S)'[^']*')+)/g),
    ([, quoted, plain]) => quoted ?? (plain ?? '').replaceAll("'", ''),
  );
}

function execute({ path, folder, kubeconfig }: Client, words: readonly string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: folder };
  return new Promise((resolve) => {
    execFile(path, words, { cwd: folder, env, timeout: commandMaxMs, maxBuffer: outputMax }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: stdout + stderr });
    });
  });
}
