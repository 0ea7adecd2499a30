/** A part of the page that fails shows a sentence in its place; the rest goes on. React knows only classes for this. */
import { Component, type ReactNode } from 'react';
import { wordsNow } from '../words/words.ts';

interface Props {
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { readonly problem: string | undefined }> {
  override state = { problem: undefined };

  static getDerivedStateFromError(problem: unknown): { readonly problem: string } {
    return { problem: problem instanceof Error ? problem.message : String(problem) };
  }

  override render(): ReactNode {
    if (this.state.problem === undefined) return this.props.children;
    const words = wordsNow();
    return (
      <div role="alert" className="flex size-full flex-col items-start gap-2 p-4">
        <p className="font-semibold">{words.reloadFailed}</p>
        <p className="font-mono text-[12px] text-ink-2">{this.state.problem}</p>
        <button type="button" className="btn btn-main" onClick={() => this.setState({ problem: undefined })}>
          {words.tryAgain}
        </button>
      </div>
    );
  }
}
