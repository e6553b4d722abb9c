import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import type { AuthenticatedRequest } from './access.js';
import { Admission } from './admission.js';

/** Lets through what was admitted when its head came, and nothing that came by any other way. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  /** @throws DomainError forbidden */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    if (this.admission.hasAdmitted(context.switchToHttp().getRequest<AuthenticatedRequest>())) {
      return true;
    }
    throw new DomainError('forbidden', 'This call is open to nobody.');
  }
}
