/** What has the apps of a system write CPU profiles into a folder when they end. */
export function profileEnv(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  const preload = new URL('./preload.js', import.meta.url).href;
  return { WAYBILL_BENCH_PROFILE: folder, NODE_OPTIONS: `--import ${preload}` };
}
