// Looks at a page as a visitor would who cannot see it, and keeps a picture for those who can.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LAST_CALLS = 12;

export const out = join(import.meta.dirname, '../out');
mkdirSync(out, { recursive: true });

/** What goes wrong on pages of one visit; looked at when it ends. */
export class Witness {
  faults = [];
  #pages = new Map();

  constructor(name) {
    this.name = name;
  }

  /**
   * Hears what the page complains about: errors, broken policy, missing files.
   * @param expecting words of complaints that the visit provokes
   */
  follow(page, as, { expecting = [] } = {}) {
    const calls = [];
    this.#pages.set(as, { page, calls });
    page.on('response', (answer) => {
      if (answer.url().includes('/api/'))
        calls.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
    });
    page.on('requestfailed', (request) => calls.push(`${request.failure()?.errorText} ${request.url()}`));
    page.on('pageerror', (error) => this.faults.push(`${this.name}: ${error}`));
    page.on('console', (message) => {
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === 'error' && !expecting.some((part) => text.includes(part))) {
        this.faults.push(`${this.name}: ${text}`);
      }
    });
  }

  async look(page, name, { fullPage = true } = {}) {
    await page.waitForFunction(
      () =>
        document.fonts.status === 'loaded' &&
        document
          .getAnimations()
          .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
    );
    await page.screenshot({ path: join(out, `${this.name}-${name}.png`), fullPage });
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const { violations } = await page.evaluate(
      (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }),
      standards,
    );
    for (const { id, impact, nodes } of violations) {
      this.faults.push(`${this.name}: ${name}: axe ${id} (${impact}): ${nodes[0].html.slice(0, 200)}`);
    }
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
    if (beyond > 0) this.faults.push(`${this.name}: ${name}: ${beyond} px wider than the window`);
  }

  /** Everything that tells why a visit failed: a picture of each page, its address, and what it last asked the server. */
  async keep() {
    const told = [...this.faults];
    for (const [as, { page, calls }] of this.#pages) {
      const picture = join(out, `${this.name}-FAILED-${as}.png`);
      const isKept = await page.screenshot({ path: picture }).then(
        () => true,
        () => false,
      );
      told.push(`${as} at ${page.url()}${isKept ? `, as pictured in ${picture}` : ''}; last calls:`);
      told.push(...calls.slice(-LAST_CALLS).map((call) => `    ${call}`));
    }
    return told.join('\n');
  }
}
