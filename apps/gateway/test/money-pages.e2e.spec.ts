import { readFileSync } from 'node:fs';
import { usd } from '@llm-cost-optimizer/pricing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchBrowser, openSignedIn, tabTo } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';
import { madeUpPrompts } from './support/prompts.ts';
import { planTraffic, sendTraffic } from './support/traffic.ts';

const REQUESTS = 40;
const SEED = 77;

describe.skipIf(CHROMIUM === null)('savings, models, keys and budgets in a browser (needs chromium)', () => {
  let gateway: Gateway;
  let ledger: Ledger;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [gateway, browser] = await Promise.all([Gateway.start(), launchBrowser()]);
    ledger = new Ledger(gateway.database);
    await sendTraffic([gateway], planTraffic(madeUpPrompts(REQUESTS, SEED), REQUESTS, SEED), { width: 4 });
    await gateway.booked();
    ({ page, context, complaints } = await openSignedIn(browser, gateway));
    page.setDefaultTimeout(15_000);
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));
  afterAll(async () => {
    await context.close();
    await browser.close();
    await ledger.close();
    await gateway.remove();
  });

  describe('the savings page', () => {
    it('has a headline that is what the ledger saved', async () => {
      await page.goto('/savings');
      await page.getByRole('button', { name: 'About: Saved' }).click();
      const raw = await ledger.rawSums();
      const { total } = (await gateway.call('GET', '/api/v1/savings?range=24h')).json;
      expect(usd(total.saved_usd)).toBe(usd(raw.saved_usd ?? ''));
      await page.getByText(`$${total.saved_usd}`, { exact: true }).waitFor();
      await page.keyboard.press('Escape');
    });

    it.each(['day', 'project', 'key', 'model', 'mode'])('exports by %s what adds up to the headline', async (by) => {
      await page.goto(`/savings?by=${by}`);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export CSV' }).click();
      const [head = '', ...lines] = readFileSync(await (await download).path(), 'utf8')
        .trim()
        .split('\r\n');
      const at = head.split(',').indexOf('saved_usd');
      // Counted from the end: a date in front may hold a comma.
      const fromEnd = head.split(',').length - at;
      const saved = lines.reduce((sum, line) => sum + usd(line.split(',').at(-fromEnd) ?? ''), 0n);
      expect(saved).toBe(usd((await ledger.rawSums()).saved_usd ?? ''));
    });

    it('measures by another baseline, says that this is an estimate, and keeps it in the address', async () => {
      await page.goto('/savings');
      await page.getByLabel('Baseline').selectOption('openai/gpt-6.2-astra');
      await page.waitForURL(/baseline=openai/);
      await page.getByText('Estimated', { exact: true }).waitFor();
      await page.goBack();
      await page.getByText('Estimated', { exact: true }).waitFor({ state: 'detached' });
    });
  });

  describe('the models page', () => {
    it('loses no request: those of its rows and those without a model are those of the ledger', async () => {
      await page.goto('/models?show=used');
      const links = page.getByRole('link', { name: /^Requests served by / });
      await links.first().waitFor();
      const labels = await links.evaluateAll((all) => all.map((link) => link.getAttribute('aria-label') ?? ''));
      const served = labels.reduce((sum, label) => sum + Number(label.slice(label.lastIndexOf(' ') + 1)), 0);
      const { groups } = (await gateway.call('GET', '/api/v1/savings?range=24h&group_by=model')).json;
      const unserved = groups.find(({ group }: { group: { model: string | null } }) => group.model === null);
      expect(served + (unserved?.requests ?? 0)).toBe(await ledger.count('request'));
    });

    it('sorts by a press on a column and keeps the order in the address', async () => {
      await page.goto('/models');
      const rows = page.getByRole('table', { name: 'Models that routes may name' }).getByRole('row');
      await page.getByRole('button', { name: 'Input', exact: true }).click();
      await page.waitForURL(/sort=input/);
      await page.getByRole('button', { name: 'Input', exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get('sort') === 'input' && !url.searchParams.has('dir'));
      const { models } = (await gateway.call('GET', '/api/v1/models')).json;
      const usable = models.filter(
        (model: { status: string; isAvailable: boolean }) => model.isAvailable && model.status !== 'retired',
      );
      const dearest = Math.max(
        ...usable.map((model: { inputUsdPerMillion: string }) => Number(model.inputUsdPerMillion)),
      );
      await rows
        .nth(1)
        .getByText(`$${dearest.toFixed(2)}`, { exact: true })
        .waitFor();
    });
  });

  describe('the keys page', () => {
    const dialog = () => page.getByRole('dialog');

    it('makes a key whose secret is shown once and works', async () => {
      await page.goto('/keys');
      await page.getByRole('button', { name: 'New key' }).click();
      await dialog().getByLabel('Name').fill('Search service');
      await dialog().getByLabel('Project').fill('Shop');
      await dialog().getByRole('button', { name: 'Create key' }).click();
      await dialog().getByText('Shown this once').waitFor();
      // What is shown once must not be lost by a slip of the hand.
      await page.keyboard.press('Escape');
      const secret = (await dialog().getByRole('region', { name: 'Secret' }).textContent()) ?? '';
      expect(secret).toMatch(/^sk-lco-/);
      expect(await dialog().getByRole('region', { name: 'How to use it' }).textContent()).toContain(secret);
      await dialog().getByRole('button', { name: 'I have stored it' }).click();
      await dialog().waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain(secret);
      const body = { model: 'auto', messages: [{ role: 'user', content: 'Which key is this?' }] };
      expect((await gateway.chat(body, { authorization: `Bearer ${secret}` })).status).toBe(200);
    });

    it('revokes a key only for who types its name', async () => {
      await page.getByRole('button', { name: 'Revoke Search service' }).click();
      const revoke = dialog().getByRole('button', { name: 'Revoke key' });
      await dialog().getByRole('textbox').fill('Search');
      expect(await revoke.isDisabled()).toBe(true);
      await dialog().getByRole('textbox').fill('Search service');
      await revoke.click();
      await page.getByText('No key matches').waitFor();
      const { keys } = (await gateway.call('GET', '/api/v1/keys')).json;
      expect(keys[0]).toMatchObject({ name: 'Search service', revokedAt: expect.any(String) });
    });
  });

  describe('the budgets page, by the keyboard alone', () => {
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const press = async (name: string) => {
      await tabTo(page, button(name));
      await page.keyboard.press('Enter');
    };
    const type = async (label: string, text: string) => {
      await tabTo(page, page.getByRole('dialog').getByLabel(label));
      await page.keyboard.type(text);
    };
    const find = async (name: string) =>
      (await gateway.call('GET', '/api/v1/budgets')).json.budgets.find((one: { name: string }) => one.name === name);

    it('makes a budget that has what the ledger spent in its period, shown as it is', async () => {
      await page.goto('/budgets');
      await press('New budget');
      await type('Name', 'Everything');
      await type('Limit in USD', '25');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Everything' }).waitFor();
      const budget = await find('Everything');
      expect(usd(budget.spentUsd)).toBe(usd((await ledger.rawSums()).cost_usd ?? ''));
      await page.locator(`[title="$${budget.spentUsd}"]`).waitFor();
      await page.getByText('Below all levels').waitFor();
    });

    it('raises it for a while, and ends it only for who types its name', async () => {
      await press('Raise Everything for a while');
      await type('Raise by, in USD', '5');
      await page.keyboard.press('Enter');
      await page.getByText('raised by $5.00').waitFor();
      expect((await find('Everything')).effectiveLimitUsd).toBe('30');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await press('End Everything');
      await type('Type “Everything” to confirm', 'Everything');
      await page.keyboard.press('Enter');
      await page.getByText('No budget yet').waitFor();
      await eventually('the budget is gone', async () => ((await find('Everything')) === undefined ? true : null));
    });
  });
});
