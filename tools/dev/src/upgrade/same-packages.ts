interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: true }>>;
}

/** What an older lock has at another version, or has and the newer one does not. */
export function differingPackages(older: string, newer: string): string[] {
  const { packages: before } = JSON.parse(older) as Lock;
  const { packages: now } = JSON.parse(newer) as Lock;
  return Object.entries(before)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .filter(([path, { version }]) => now[path]?.version !== version)
    .map(([path]) => path);
}
