import { test } from '@jest/globals';
import { ALL, expectUpgrade } from '../support/upgrade.ts';

test('a stage that is upgraded in the middle of its work loses, doubles and misreads nothing', () =>
  expectUpgrade([[], ['recordArrivals', 'pollJobs'], ALL]));
