/** Plays a script's parts on a cluster of ours; everything is told where the recorder's terminal stood. */
import { edited, sed, type Part, type Step } from './script.ts';

export interface Typed {
  readonly stdin?: string;
  readonly edit?: (text: string) => string;
  readonly timeoutMs?: number;
  hear(text: string): void;
}

/** What a script needs of the player. */
export interface Stage {
  type(words: readonly string[], typed: Typed): Promise<number>;
  sleep(ms: number): Promise<void>;
  read(path: string): string | undefined;
}

export async function playScript(stage: Stage, parts: readonly Part[], hear: (text: string) => void): Promise<number> {
  const background: Promise<number>[] = [];
  let code = 0;
  for (const { pipe, inBackground, ifWell } of parts) {
    if (ifWell && code !== 0) continue;
    if (inBackground) background.push(playPipe(stage, pipe, hear));
    else if (pipe[0]?.do === 'wait') await Promise.all(background);
    else code = await playPipe(stage, pipe, hear);
  }
  return code;
}

async function playPipe(stage: Stage, pipe: readonly Step[], hear: (text: string) => void): Promise<number> {
  let input: string | undefined;
  let code = 0;
  for (const [i, step] of pipe.entries()) {
    let output = '';
    const isLast = i === pipe.length - 1;
    code = await playStep(stage, step, {
      ...(input === undefined ? {} : { stdin: input }),
      hear: isLast ? hear : (text) => (output += text),
    });
    input = output;
  }
  return code;
}

async function playStep(stage: Stage, step: Step, typed: Typed): Promise<number> {
  switch (step.do) {
    case 'kubectl': {
      const { editor, timeoutMs } = step;
      return stage.type(step.words, {
        ...typed,
        ...(editor === undefined ? {} : { edit: (text) => edited(text, editor) }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    }
    case 'sed':
      typed.hear(sed(typed.stdin ?? '', step.expression));
      return 0;
    case 'echo':
      typed.hear(step.text);
      return 0;
    case 'cmp':
      return stage.read(step.files[0]) === stage.read(step.files[1]) ? 0 : 1;
    case 'sleep':
      await stage.sleep(step.ms);
      return 0;
    case 'wait':
      return 0;
  }
}
