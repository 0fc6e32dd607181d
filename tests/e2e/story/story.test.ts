import { storySuite } from './suite.ts';

storySuite('standalone');
