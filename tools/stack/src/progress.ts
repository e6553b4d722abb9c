/** Told what a part of the stack is doing, in a few words that fit one line of a terminal. */
export type Progress = (part: string, message: string) => void;

export const noProgress: Progress = () => undefined;
