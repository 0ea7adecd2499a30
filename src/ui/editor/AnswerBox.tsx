/** The last answer, in kubectl's own words. */
import { X } from 'lucide-react';
import { useWords } from '../words/words.ts';
import { useApply } from './apply.ts';

export function AnswerBox() {
  const words = useWords();
  const answer = useApply((state) => state.answer);
  if (answer === undefined) return null;
  return (
    <div className="max-h-[34%] shrink-0 overflow-auto border-t border-line bg-sunk px-3 py-2" role="status" aria-live="polite">
      <div className="flex items-center">
        <span className={`text-[12px] font-semibold ${answer.isOk ? 'text-ready' : 'text-bad'}`}>
          {answer.isOk ? words.applied : `${answer.file}`}
        </span>
        <button
          type="button"
          className="ml-auto rounded p-0.5 text-ink-3 hover:text-ink"
          aria-label={words.close}
          onClick={() => useApply.setState({ answer: undefined })}
        >
          <X size={13} />
        </button>
      </div>
      <pre className="mt-0.5 font-mono text-[11.5px] leading-[1.5] break-words whitespace-pre-wrap text-ink-2">{answer.text}</pre>
    </div>
  );
}
