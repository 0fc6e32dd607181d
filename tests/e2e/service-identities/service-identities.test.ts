import { describe } from 'vitest';
import { serviceIdentitySuite } from './suite.ts';

describe('service identities in one process', () => serviceIdentitySuite('standalone'));
