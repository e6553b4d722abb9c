import type { Variables } from '../node-script.js';

export interface App {
  name: string;
  /** Relative to the workspace's root. */
  script: string;
  port: number;
  url: string;
}

export function apps(base: number): { api: App; processor: App } {
  const app = (name: string, port: number): App => ({
    name,
    port,
    script: `apps/${name}/dist/main.js`,
    url: `http://127.0.0.1:${port}`,
  });
  return { api: app('upload-api', base), processor: app('event-processor', base + 1) };
}

export function appEnvironment(app: App, shared: Variables): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ...process.env,
    ...shared,
    WAYBILL_HTTP_HOST: '127.0.0.1',
    WAYBILL_HTTP_PORT: String(app.port),
  };
}
