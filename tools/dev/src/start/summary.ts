import { relative } from 'node:path';
import type { StatusTerminal } from '../terminal.js';
import { seconds } from '../terminal.js';

export interface Summary {
  apiUrl: string;
  processorUrl: string;
  s3Endpoint: string;
  bucket: string;
  apiKey: string;
  dataDir: string;
  envFile: string;
  warnings: readonly string[];
  elapsedMs: number;
}

export function showSummary(terminal: StatusTerminal, summary: Summary): void {
  const { apiUrl, processorUrl, s3Endpoint, bucket, apiKey } = summary;
  const bold = (text: string) => terminal.style('bold', text);
  const dim = (text: string) => terminal.style('dim', text);
  const row = (name: string, value: string, note = '') =>
    terminal.line(`  ${name.padEnd(12)}${value}${note && `   ${dim(note)}`}`);

  terminal.line();
  terminal.line(bold(`Waybill is up, in ${seconds(summary.elapsedMs)}.`));
  terminal.line();
  row('Console', bold(`${apiUrl}/`), 'sign in with the API key below');
  row('API', apiUrl, 'docs at /docs');
  row('Processor', processorUrl, 'health at /health/ready, figures at /metrics');
  row('S3', s3Endpoint, `bucket ${bucket}`);
  row('API key', apiKey, 'tenant demo');
  for (const warning of summary.warnings) row('Note', terminal.style('yellow', warning));
  terminal.line();
  terminal.line('  Send a first file:');
  terminal.line(bold('    npx waybill upload README.md'));
  terminal.line('  or declare one by hand:');
  const body = `{"name":"hello.txt","size":5}`;
  const headers = `-H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json'`;
  terminal.line(`    curl ${apiUrl}/v1/files ${headers} -d '${body}'`);
  terminal.line();
  row('Logs', `${shown(summary.dataDir)}/logs`);
  row('For scripts', shown(summary.envFile), 'URLs and keys');
  terminal.line();
  terminal.line(dim('  Ctrl-C stops everything.'));
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short && !short.startsWith('..') ? short : path;
}
