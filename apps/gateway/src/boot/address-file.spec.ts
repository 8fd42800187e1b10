import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaveAddress } from './address-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lco-address-'));
});
afterEach(() => rm(folder, { recursive: true }));

const left = () => readFile(join(folder, 'address'), 'utf8').catch(() => null);

it('the address of a gateway is in its data folder as long as it runs', async () => {
  const takeAway = await leaveAddress(folder, 'http://127.0.0.1:4711');
  expect(await left()).toBe('http://127.0.0.1:4711\n');
  await takeAway();
  expect(await left()).toBeNull();
  await takeAway();
});

it('a gateway that stops leaves the address of the one that has started since', async () => {
  const takeAway = await leaveAddress(folder, 'http://127.0.0.1:4711');
  await leaveAddress(folder, 'http://127.0.0.1:4712');
  await takeAway();
  expect(await left()).toBe('http://127.0.0.1:4712\n');
});
