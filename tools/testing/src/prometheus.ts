import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchLine } from '@waybill/stack';
import { waitUntil } from './wait-until.js';
import getPort from 'get-port';

/** The rules as they stand. */
export const RULES = join(import.meta.dirname, '../../../docker/prometheus/waybill.rules.yml');
/** The dashboard as it stands. */
const DASHBOARD = join(import.meta.dirname, '../../../docker/grafana/dashboards/waybill.json');
const SECOND = '1s';
/** For Grafana's own variable, which is four scrapes at least. */
const RATE_INTERVAL = '1m';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Rule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state?: string;
}

/**
 * A real Prometheus that scrapes the given apps every second, with the rules as they stand, except
 * that they are looked at each second and nothing has to last before its alert fires.
 */
export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** @param targets addresses (`host:port`) by the name of the job */
  static async start(targets: Readonly<Record<string, readonly string[]>>): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const rules = readFileSync(RULES, 'utf8')
      .replace(/^ +for: .*\n/gmu, '')
      .replace(/interval: 30s/gu, `interval: ${SECOND}`);
    writeFileSync(join(folder, 'rules.yml'), rules);
    const jobs = Object.entries(targets).map(([job_name, addresses]) => ({
      job_name,
      static_configs: [{ targets: addresses }],
    }));
    // JSON is YAML.
    const config = {
      global: { scrape_interval: SECOND, scrape_timeout: SECOND, evaluation_interval: SECOND },
      rule_files: ['rules.yml'],
      scrape_configs: jobs,
    };
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${await getPort()}`;
    const [command, args] = launchLine({
      command: 'prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      deathSignal: 'KILL',
    });
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const prometheus = new Prometheus(child, `http://${address}`, folder);
    await waitUntil('Prometheus', () => prometheus.isReady());
    return prometheus;
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async query(expression: string): Promise<readonly Series[]> {
    const found = await this.get<{ result: Series[] }>(
      `query?query=${encodeURIComponent(expression)}`,
    );
    return found.result;
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.get<{ groups: { rules: Rule[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  async firing(): Promise<readonly string[]> {
    const rules = await this.rules();
    return rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
  }

  /** The labels of each alert that fires, its name among them. */
  async alerts(): Promise<readonly Readonly<Record<string, string>>[]> {
    const { alerts } = await this.get<{
      alerts: { state: string; labels: Record<string, string> }[];
    }>('alerts');
    return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels);
  }

  private async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
    return answer?.ok ?? false;
  }

  private async get<Data>(path: string): Promise<Data> {
    const answer = await fetch(`${this.url}/api/v1/${path}`);
    const body = (await answer.json()) as { status: string; data: Data; error?: string };
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}`);
    return body.data;
  }
}

/** What `promtool` says of the rules' own tests. @throws where one fails */
export function testRules(): string {
  const tests = RULES.replace('.rules.yml', '.rules.test.yml');
  return execFileSync('promtool', ['test', 'rules', tests]).toString();
}

/** What each panel of the dashboard asks, by `title: legend`. */
export function dashboardQueries(): ReadonlyMap<string, string> {
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;
  return new Map(
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => [
        `${title}: ${legendFormat}`,
        expr.replaceAll('$__rate_interval', RATE_INTERVAL),
      ]),
    ),
  );
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}
