import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

/** Path of a Chromium on this machine; null = tests of pages are skipped by name. */
export const CHROMIUM: string | null = findChromium();

/** Longest way that the keyboard may have to go. */
const MAX_TABS = 150;

export function launchBrowser(): Promise<Browser> {
  // Without a sandbox: the tests may run as root, where Chromium refuses one, and only ever open our own pages.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  return chromium.launch({ executablePath: CHROMIUM ?? 'chromium', args });
}

/** A page of a fresh profile, signed in by the admin token; what it complains about is collected in `complaints`. */
export async function openSignedIn(
  browser: Browser,
  { url, adminToken }: { url: string; adminToken: string },
  options: { path?: string; width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const { path = '/', width = 1_440, colorScheme = 'light' } = options;
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', baseURL: url });
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  await page.goto(path);
  await page.getByLabel('Admin token or one-time link').fill(adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
  return { page, context, complaints };
}

/** Errors of scripts, of the content security policy and of the server, as the browser's console tells them. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The page asks whether there is a session before anyone has signed in: that answer is expected.
    const isExpected = message.location().url.includes('/api/v1/session') || /\b401\b/.test(message.text());
    if (message.type() === 'error' && !isExpected) complaints.push(message.text());
  });
  return complaints;
}

/** Serious and critical findings of axe, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`));
}

/** Presses Tab until the element has the focus, as someone without a mouse would. Throws when it cannot be reached. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < MAX_TABS; presses += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach ${target}.`);
}

/** Pixels by which the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
}

function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}
