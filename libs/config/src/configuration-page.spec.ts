import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { callerSettings } from './caller-config.js';
import { clientSettings } from './client-config.js';
import { databaseSettings, migrationSettings } from './database-config.js';
import { variablesOf } from './env.js';
import { intakeSettings } from './intake-config.js';
import { limitSettings } from './limit-config.js';
import { processorSettings } from './processor-config.js';
import { redisSettings } from './redis-config.js';
import { s3Settings } from './s3-config.js';
import { serviceSettings } from './service-config.js';
import { storeProofSettings } from './store-proof-config.js';
import { configurationRows, type ConfigurationRow } from './testing/index.js';
import { uploadSettings } from './upload-config.js';
import { webhookTargetSettings } from './webhook-config.js';

/** One schema for each variable: that of the first group that has it. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = Object.assign(
  {},
  ...[
    intakeSettings,
    callerSettings,
    clientSettings,
    databaseSettings,
    limitSettings,
    migrationSettings,
    processorSettings,
    redisSettings,
    s3Settings,
    serviceSettings,
    storeProofSettings,
    uploadSettings,
    webhookTargetSettings,
  ].map(variablesOf),
) as Record<string, z.ZodType>;

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** Names that stand in any source of the workspace but tests, e.g. those that only tools read. */
function namesInSources(): Set<string> {
  const names = new Set<string>();
  for (const kind of ['apps', 'libs', 'tools'])
    for (const project of readdirSync(join(WORKSPACE, kind)))
      for (const file of sourcesOf(join(WORKSPACE, kind, project, 'src')))
        for (const [name] of readFileSync(file, 'utf8').matchAll(/\bWAYBILL_[A-Z0-9_]+\b/gu))
          names.add(name);
  return names;
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(?:spec\.ts$|^testing\/)/u.test(name))
    .map((name) => join(folder, name));
}

type Value = string | number | boolean | readonly string[];

/** What the page has to say of a variable's default, where it must be said in one way. */
function defaultOf(schema: z.ZodType): string | undefined {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return 'required';
  const value = parsed.data as Value | undefined;
  if (value === undefined) return undefined;
  const text = String(value);
  return text === '' ? 'none' : `\`${text}\``;
}

const rows = configurationRows();
const nameOf = ({ variable }: ConfigurationRow) => /^`([A-Z0-9_]+)`$/u.exec(variable)?.[1] ?? '';
const rowOf = new Map(rows.map((row) => [nameOf(row), row]));

describe('docs/configuration.md', () => {
  it('has one row for each variable, and no row for what nobody reads', () => {
    expect(rows.map(nameOf).sort()).toEqual(
      [...new Set([...Object.keys(SCHEMAS), ...namesInSources()])].sort(),
    );
  });

  it.each(Object.entries(SCHEMAS))('says the default of %s', (name, schema) => {
    const { defaults = [], what = '' } = rowOf.get(name) ?? {};
    expect(what).not.toBe('');
    expect([1, 2]).toContain(defaults.length);
    const expected = defaultOf(schema);
    // An app's own default is not the schema's: a test of each app compares those.
    if (expected !== undefined) expect([...new Set(defaults)]).toEqual([expected]);
    else if (defaults.length === 1) expect(defaults[0]).toMatch(/^(?!required$)[^`]+$/u);
  });

  it('says what each variable of the tools is for', () => {
    const ofTools = rows.filter((row) => !(nameOf(row) in SCHEMAS));
    expect(ofTools.length).toBeGreaterThan(3);
    for (const { variable, what } of ofTools) expect([variable, what]).not.toContain('');
  });
});
