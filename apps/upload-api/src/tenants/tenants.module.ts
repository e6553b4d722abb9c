import { Module } from '@nestjs/common';
import { TenantsController } from './tenants.controller.js';
import { ChangeTenant } from './use-cases/change-tenant.js';

@Module({ controllers: [TenantsController], providers: [ChangeTenant] })
export class TenantsModule {}
