// What every story needs: browsers of people, one after the other, closed at the end and pictured when it goes wrong.
import { launch } from './browser.mjs';
import { Witness } from './witness.mjs';

/** Nothing waits for time: this is when to give up, also on a machine that is busy with other things. */
export const PATIENCE_MILLIS = 40_000;
const LOOK_AGAIN_MILLIS = 100;

/** A condition that no single look can settle: reads until it holds, and says what was seen last when it never does. */
export async function settled(what, read, holds) {
  const end = Date.now() + PATIENCE_MILLIS;
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: last seen was ${JSON.stringify(seen)}`);
    await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MILLIS));
  }
}

/**
 * Runs one story in a browser of its own: the packaged Chromium is one process and ends with the first context that is closed. `act` is given the witness and `open`, which opens a page for somebody in a browser of their own.
 * @returns what the story gives, and what its pages complained about
 */
export async function story(name, device, act) {
  const witness = new Witness(name);
  const browser = await launch();
  const open = async (as, { expecting, on = device } = {}) => {
    const { width, height, hasTouch = false } = on;
    const context = await browser.newContext({ viewport: { width, height }, hasTouch });
    context.setDefaultTimeout(PATIENCE_MILLIS);
    const page = await context.newPage();
    witness.follow(page, as, { expecting });
    return page;
  };
  const started = Date.now();
  try {
    const gives = await act(open, witness);
    process.stdout.write(`${name}: ${gives ?? 'done'}, ${Date.now() - started} ms\n`);
    return { gives, faults: witness.faults };
  } catch (error) {
    const told = await witness.keep();
    process.stderr.write(
      `${name} FAILED after ${Date.now() - started} ms\n${error.stack ?? error}\n${told}\n\n`,
    );
    return { faults: [`${name} failed: ${String(error.message ?? error).split('\n')[0]}`] };
  } finally {
    await browser.close();
  }
}

export async function fill(page, values) {
  for (const [id, value] of Object.entries(values)) await page.fill(`#${id}`, value);
}

export async function signIn(page, { email, password }) {
  await fill(page, { email, password });
  await page.locator('form button[type=submit]').click();
}

/** The status of the order as its page shows it. */
export const reached = (page, status) => page.locator(`stoa-order-page [data-status=${status}]`).waitFor();
