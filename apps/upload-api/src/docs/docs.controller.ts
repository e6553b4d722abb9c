import { Controller, Get, Inject } from '@nestjs/common';
import { OPENAPI_DOCUMENT } from '../app/tokens.js';
import { Allow } from '../auth/access.js';

@Controller()
@Allow('public')
export class DocsController {
  constructor(@Inject(OPENAPI_DOCUMENT) private readonly document: object) {}

  @Get('openapi.json')
  openapi(): object {
    return this.document;
  }
}
