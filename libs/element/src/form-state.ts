import type { FileDetail } from './words.js';

/** What a form gets of the element, and what it has to wait for. */
export interface FormState {
  /** Ids of the files that are complete. */
  readonly ids: readonly string[];
  /** Some file is neither complete nor taken out. */
  readonly unfinished: boolean;
}

export function formState(files: readonly FileDetail[]): FormState {
  const there = files.filter(({ state }) => state !== 'cancelled');
  const complete = there.filter(({ state }) => state === 'completed');
  return {
    ids: complete.flatMap(({ fileId }) => fileId ?? []),
    unfinished: complete.length < there.length,
  };
}

/** As a file input gives its files: one entry of the name for each. */
export function formValue(name: string, { ids }: FormState): FormData | null {
  if (name === '' || ids.length === 0) return null;
  const data = new FormData();
  for (const id of ids) data.append(name, id);
  return data;
}
