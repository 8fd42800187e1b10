import { usd } from '@llm-cost-optimizer/pricing';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  collectComplaints,
  findBarriers,
  launchBrowser,
  openSignedIn,
  overflow,
  tabTo,
} from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';
import { madeUpPrompts } from './support/prompts.ts';
import { planTraffic, sendTraffic } from './support/traffic.ts';

const FIRST_REQUESTS = 40;

describe.skipIf(CHROMIUM === null)('the dashboard in a browser (needs chromium)', () => {
  let gateway: Gateway;
  let ledger: Ledger;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let seed = 40;

  const send = async (count: number) => {
    seed += 1;
    await sendTraffic([gateway], planTraffic(madeUpPrompts(count, seed), count, seed), { width: 4 });
    await gateway.booked();
  };

  beforeAll(async () => {
    [gateway, browser] = await Promise.all([Gateway.start(), launchBrowser()]);
    ledger = new Ledger(gateway.database);
    await send(FIRST_REQUESTS);
    context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, baseURL: gateway.url });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    complaints = collectComplaints(page);
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await ledger.close();
    await gateway.remove();
  });

  describe('sign-in', () => {
    it('by the printed link leads to the overview and leaves no token in the address', async () => {
      await page.goto(gateway.signInUrl);
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      expect(page.url()).toBe(`${gateway.url}/`);
    });

    it('by the same link again is refused with words that say what to do', async () => {
      const other = await browser.newContext();
      const second = await other.newPage();
      await second.goto(gateway.signInUrl);
      await second.getByText('This link was used already').waitFor();
      await other.close();
    });
  });

  describe('the overview', () => {
    /** The card of a figure: its name, the figure itself and the lesser ones below. */
    const figure = (name: string) =>
      page.getByRole('button', { name: `About: ${name}`, exact: true }).locator('xpath=../..');

    it('shows the figures of the API, which are those of the ledger', async () => {
      await page.goto('/');
      const { totals } = (await gateway.call('GET', '/api/v1/overview?range=24h')).json;
      const raw = await ledger.rawSums();
      expect(totals.requests).toBe(await ledger.count('request'));
      expect(usd(totals.savedUsd)).toBe(usd(raw.saved_usd ?? ''));
      await figure('Requests').getByText(String(totals.requests), { exact: true }).first().waitFor();
      await page.getByRole('button', { name: 'About: Saved · last 24 hours' }).click();
      await page.getByText(totals.savedUsd.replace(/^-?/, '$&$'), { exact: true }).waitFor();
      await page.keyboard.press('Escape');
    });

    it('says that the providers are simulated', async () => {
      await page.getByText('All providers are simulated.').waitFor();
    });

    it('follows traffic without a reload, up to the figures of the API', async () => {
      await page.evaluate('window.sameDocument = true');
      await send(7);
      const { totals } = (await gateway.call('GET', '/api/v1/overview?range=24h')).json;
      await figure('Requests').getByText(String(totals.requests), { exact: true }).first().waitFor();
      await page.getByRole('button', { name: 'About: Saved · last 24 hours' }).click();
      await page.getByText(totals.savedUsd.replace(/^-?/, '$&$'), { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      expect(await page.evaluate('window.sameDocument')).toBe(true);
    });
  });

  describe('the request list', () => {
    const rows = () => page.getByRole('table', { name: 'Requests, newest first' }).locator('button[data-row]');

    it('shows what was sent, newest first, with the models and costs of the ledger', async () => {
      await page.goto('/requests');
      await rows().first().waitFor();
      const { items } = (await gateway.call('GET', '/api/v1/requests?range=24h&limit=10')).json;
      const ids = await rows().evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-row')));
      expect(ids.slice(0, 10)).toEqual(items.map(({ id }: { id: string }) => id));
    });

    it('keeps filter and opened request in the address: a copied link shows the same in a private window', async () => {
      await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Mode', exact: true }).click();
      // Not `check()`: the box follows the address, which changes a moment later.
      await page.getByRole('checkbox', { name: /Quality/ }).click();
      await page.keyboard.press('Escape');
      await page.waitForURL(/mode=quality/);
      const { items } = (await gateway.call('GET', '/api/v1/requests?range=24h&mode=quality&limit=200')).json;
      await eventually('the list is filtered', async () => ((await rows().count()) === items.length ? true : null));
      await rows().first().click();
      await page.waitForURL(/request=/);
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('tab', { name: 'Why this model' }).click();
      await drawer.getByText('Candidates in order').waitFor();
      await page.waitForURL(/tab=why/);
      const link = page.url().slice(gateway.url.length);

      const copy = await openSignedIn(browser, gateway, { path: link });
      expect(copy.page.url()).toBe(page.url());
      await copy.page.getByRole('dialog').getByText('Candidates in order').waitFor();
      await copy.page.keyboard.press('Escape');
      await copy.page.getByRole('button', { name: 'Remove the filter Mode Quality' }).waitFor();
      expect(await copy.page.locator('button[data-row]').count()).toBe(items.length);
      expect(copy.complaints).toEqual([]);
      await copy.context.close();
    });

    it('the drawer tells the cost of the ledger and that it was simulated', async () => {
      const [item] = (await gateway.call('GET', '/api/v1/requests?range=24h&outcome=ok&limit=1')).json.items;
      await page.goto(`/requests?request=${item.id}&tab=cost`);
      const drawer = page.getByRole('dialog');
      await drawer.getByText('Where the saving comes from').waitFor();
      expect(await drawer.textContent()).toContain(item.costUsd.slice(0, 8));
      await drawer.getByText('Simulated').first().waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      expect(page.url()).not.toContain('request=');
    });
  });

  describe('routing, by the keyboard alone', () => {
    const original = async (): Promise<string> => (await gateway.call('GET', '/api/v1/config')).json.yaml;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const editor = () => page.getByRole('textbox', { name: 'Configuration as YAML' });
    const replaceText = async (text: string) => {
      await tabTo(page, editor());
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    };
    const leaveEditor = async () => {
      // The first Esc may belong to the list of completions.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
    };
    /** A person sees when a button is ready to be pressed. */
    const becomesEnabled = (target: Locator) =>
      eventually('the button can be pressed', async () => ((await target.isEnabled()) ? true : null));
    let yaml: string;

    it('validation names the mistake with its line, and publishing stays locked', async () => {
      yaml = await original();
      await page.goto('/routing');
      await replaceText('user:\n  default_preference: cheapest\n');
      await leaveEditor();
      await tabTo(page, button('Validate'));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /Error.*default_preference.*Line 2/s }).waitFor();
      expect(await button('Publish…').isDisabled()).toBe(true);
    });

    it('publishing brings the text into force as a new version, for the gateway too', async () => {
      await replaceText('user:\n  default_preference: cost\n');
      await leaveEditor();
      await becomesEnabled(button('Publish…'));
      await tabTo(page, button('Publish…'));
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      await page.keyboard.type('Cheaper by keyboard');
      // At once, whether or not the gateway has said by then what it thinks of the text.
      await page.keyboard.press('Enter');
      await page.getByText('Version 2 in force').waitFor();
      expect((await gateway.call('GET', '/api/v1/config')).json.active).toMatchObject({
        version: 2,
        message: 'Cheaper by keyboard',
        source: 'dashboard',
      });
      const answer = await gateway.chat({ model: 'auto', messages: [{ role: 'user', content: 'Which mode now?' }] });
      expect(answer.headers.get('x-lco-mode')).toBe('cost');
    });

    it('the history shows the version, and rolling back puts the earlier text in force again', async () => {
      await tabTo(page, page.getByRole('tab', { name: 'Configuration' }));
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: 'Rules', selected: true }).waitFor();
      await page.keyboard.press('ArrowRight');
      const versions = page.getByRole('table', { name: 'Versions of the configuration, newest first' });
      await versions.getByRole('row', { name: /Version 2 In force Cheaper by keyboard/ }).waitFor();
      await tabTo(page, button('Roll back Version 1'));
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
      await tabTo(page, button('Roll back to version 1'));
      await page.keyboard.press('Enter');
      await page.getByText('Version 3 in force').waitFor();
      expect(await original()).toBe(yaml);
      expect(await versions.getByRole('row').count()).toBe(4);
    });
  });

  describe('every page', () => {
    const requestPath = async () => {
      const [item] = (await gateway.call('GET', '/api/v1/requests?range=24h&outcome=ok&limit=1')).json.items;
      return `/requests?request=${item.id}`;
    };
    const PAGES = [
      { name: 'overview', path: async () => '/', shown: 'Needs attention' },
      { name: 'request list', path: async () => '/requests', shown: /Load older|All \d+ requests/ },
      { name: 'request drawer', path: requestPath, shown: 'Requested model' },
      { name: 'routing', path: async () => '/routing', shown: 'Resulting routes' },
      { name: 'routing as form', path: async () => '/routing?pane=form', shown: 'Response cache' },
      { name: 'routing rules', path: async () => '/routing?view=rules', shown: 'What the router decided' },
      { name: 'routing history', path: async () => '/routing?view=history', shown: 'In force' },
      { name: 'models', path: async () => '/models', shown: 'Prices in USD per million tokens' },
      { name: 'savings', path: async () => '/savings', shown: 'Savings by model' },
      { name: 'budgets', path: async () => '/budgets', shown: /Below all levels|Spent: / },
      { name: 'new budget', path: async () => '/budgets?new=1', shown: 'Levels before the limit' },
      { name: 'keys', path: async () => '/keys', shown: 'Search service' },
      { name: 'new key', path: async () => '/keys?new=1', shown: 'Requests a minute' },
      { name: 'address without a page', path: async () => '/no-such-page', shown: 'There is no such page' },
    ];
    beforeAll(async () => {
      // Pages without rows would prove little.
      await gateway.call('POST', '/api/v1/keys', { name: 'Search service', project: 'Shop' });
      const budget = { name: 'Everything', scope: 'organization', period: 'month', limitUsd: '25' };
      await gateway.call('POST', '/api/v1/budgets', budget);
    });

    const show = async (target: Page, { path, shown }: (typeof PAGES)[number]) => {
      await target.goto(await path());
      await target.getByText(shown).first().waitFor();
      await target.waitForLoadState('networkidle');
    };

    describe('for people with assistive technology', () => {
      let themed: Page;
      let own: BrowserContext;

      beforeAll(async () => {
        ({ page: themed, context: own } = await openSignedIn(browser, gateway));
      });
      afterAll(() => own.close());

      it.each(PAGES)('$name: no serious barrier in the light and in the dark theme', async (one) => {
        await show(themed, one);
        for (const colorScheme of ['light', 'dark'] as const) {
          await themed.emulateMedia({ colorScheme });
          await themed.locator(`html[data-theme=${colorScheme}]`).waitFor();
          expect(await findBarriers(themed), colorScheme).toEqual([]);
        }
      });

      it('sign-in: no serious barrier in the light and in the dark theme', async () => {
        const signedOut = await browser.newContext({ reducedMotion: 'reduce' });
        const signIn = await signedOut.newPage();
        await signIn.goto(`${gateway.url}/sign-in`);
        await signIn.getByRole('button', { name: 'Sign in' }).waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await signIn.emulateMedia({ colorScheme });
          await signIn.reload();
          await signIn.locator(`html[data-theme=${colorScheme}]`).waitFor();
          expect(await findBarriers(signIn), colorScheme).toEqual([]);
        }
        // A check that cannot fail is worth nothing.
        await signIn.evaluate("document.body.append(document.createElement('img'))");
        expect(await findBarriers(signIn)).toEqual([expect.stringContaining('image-alt')]);
        await signedOut.close();
      });
    });

    it('fits a window of 360 pixels without sideways scrolling, and says that it is simulated', async () => {
      const { page: narrow, context: own } = await openSignedIn(browser, gateway, { width: 360 });
      const tooWide: string[] = [];
      for (const one of PAGES) {
        await show(narrow, one);
        const pixels = await overflow(narrow);
        if (pixels > 0) tooWide.push(`${one.name}: ${pixels} px too wide`);
        if (one.name !== 'address without a page') await narrow.getByText('All providers are simulated.').waitFor();
      }
      await own.close();
      expect(tooWide).toEqual([]);
    });
  });
});
