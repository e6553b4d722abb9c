/** Lines of nx's closing list look like `- stack:lint`. */
const failedTask = /^\s*- (\S+:[\w-]+)\s*$/;
/** What a task said follows a line like `> nx run stack:lint  [local cache]`. */
const section = /^> nx run (\S+)/;

export interface NxFailures {
  /** The targets that failed in at least one project. */
  targets: Set<string>;
  /** What the failed tasks said, and nothing of what the others did. */
  output: string;
}

/** Finds what failed in the text that `nx run-many` prints. */
export function readFailures(text: string): NxFailures {
  const lines = text.split('\n');
  const closing = lines.findLastIndex((line) => /failed tasks:/i.test(line));
  if (closing < 0) return { targets: new Set(), output: text };
  const failed = new Set(lines.slice(closing).flatMap((line) => failedTask.exec(line)?.[1] ?? []));
  let keeps = false;
  const said = lines.slice(0, closing).filter((line) => {
    const task = section.exec(line)?.[1];
    if (task) keeps = failed.has(task);
    return keeps && !line.startsWith(' NX ');
  });
  return {
    targets: new Set([...failed].map((task) => task.slice(task.lastIndexOf(':') + 1))),
    output: [...said, ...lines.slice(closing)].join('\n').trimEnd(),
  };
}
