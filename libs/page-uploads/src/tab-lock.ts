const nameOf = (key: string) => `waybill-upload-${key}`;

/**
 * Does the work unless another tab of this browser is at the same upload.
 * @returns false where another tab is
 */
export async function inThisTab(key: string, work: () => Promise<void>): Promise<boolean> {
  // Pages without TLS have no locks.
  if (!('locks' in navigator)) {
    await work();
    return true;
  }
  return navigator.locks.request(nameOf(key), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await work();
    return true;
  });
}

/** The uploads that any tab is at now. */
export async function uploadsUnderWay(): Promise<(key: string) => boolean> {
  if (!('locks' in navigator)) return () => false;
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  return (key) => names.has(nameOf(key));
}
