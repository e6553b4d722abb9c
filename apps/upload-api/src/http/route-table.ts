interface Route {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
}

/** The routes that exist, to tell a wrong method from a wrong path. */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** @param template as Fastify has it: `/v1/files/:id` */
  add(method: string, template: string): void {
    this.routes.push({ method, template, pattern: patternOf(template) });
  }

  methodsOf(path: string): string[] {
    const found = this.routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.map(({ method }) => method))].sort();
  }

  /** `GET /v1/files/:id`, and so on. */
  list(): string[] {
    return this.routes.map(({ method, template }) => `${method} ${template}`);
  }
}

function patternOf(template: string): RegExp {
  const source = template
    .split('/')
    .map((part) =>
      part.startsWith(':')
        ? '[^/]+'
        : part.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*'),
    )
    .join('/');
  return new RegExp(`^${source}/?$`, 'u');
}
