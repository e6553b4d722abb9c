/** The package brings no types; this is what is used of it. */
declare module 'cli-progress' {
  interface BarOptions {
    readonly format: string;
    readonly stream?: unknown;
    readonly hideCursor?: boolean;
    readonly clearOnComplete?: boolean;
    readonly gracefulExit?: boolean;
    readonly fps?: number;
    readonly barsize?: number;
  }

  interface SingleBar {
    start(total: number, value: number, payload: Readonly<Record<string, string>>): void;
    update(value: number, payload: Readonly<Record<string, string>>): void;
    stop(): void;
  }

  const progress: { readonly SingleBar: new (options: BarOptions) => SingleBar };
  export default progress;
}
