import { Module } from '@nestjs/common';
import { DescribeHolder } from './describe-holder.js';
import { SessionController } from './session.controller.js';

@Module({ controllers: [SessionController], providers: [DescribeHolder] })
export class SessionModule {}
