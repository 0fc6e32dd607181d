import { schemaCostSuite } from '../../tests/schema-cost-suite.ts';

schemaCostSuite();
