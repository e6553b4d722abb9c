type Tone = 'good' | 'busy' | 'bad' | 'still';

const TONES: Readonly<Record<string, Tone>> = {
  completed: 'good',
  delivered: 'good',
  active: 'good',
  up: 'good',
  ready: 'good',
  uploading: 'busy',
  uploaded: 'busy',
  completing: 'busy',
  degraded: 'busy',
  failed: 'bad',
  corrupt: 'bad',
  down: 'bad',
  'not ready': 'bad',
};

/** A state in a word, with a mark whose shape says the same as its colour. */
export function Status({ of, text = of }: { readonly of: string; readonly text?: string }) {
  return <span className={`status ${TONES[of] ?? 'still'}`}>{text}</span>;
}
