import { describe } from 'vitest';
import { serviceIdentitySuite } from './suite.ts';

describe('service identities in four processes', () => serviceIdentitySuite('services'));
