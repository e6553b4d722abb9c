import { Controller, Get, Inject } from '@nestjs/common';
import { ASYNCAPI_DOCUMENT, OPENAPI_DOCUMENT } from '../platform/tokens.js';
import { Allow } from '../auth/access.js';

@Controller()
@Allow('public')
export class DocsController {
  constructor(
    @Inject(OPENAPI_DOCUMENT) private readonly document: object,
    @Inject(ASYNCAPI_DOCUMENT) private readonly events: object,
  ) {}

  @Get('openapi.json')
  openapi(): object {
    return this.document;
  }

  @Get('asyncapi.json')
  asyncapi(): object {
    return this.events;
  }
}
