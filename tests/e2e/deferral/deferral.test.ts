import { deferralSuite } from './suite.ts';

deferralSuite('standalone');
