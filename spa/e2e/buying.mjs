// The steps of a purchase, as every story takes them.
import { fill } from './story.mjs';

export const buyer = { email: 'mara@example.org', name: 'Mara Lind' };
const home = { line1: 'Hauptstraße 1', postalCode: '10115', city: 'Berlin' };

/** Puts pieces of one product into the bag, from its own page. */
export async function putIntoBag(page, shop, { id }, pieces = 1) {
  await page.goto(`${shop.url}/products/${id}`);
  const add = page.locator('.buy .button--accent');
  await add.waitFor();
  for (let more = 1; more < pieces; more++) await page.locator('stoa-quantity button').last().click();
  await add.click();
  await page.locator('stoa-added-drawer').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('stoa-added-drawer').waitFor({ state: 'detached' });
}

export const onwards = (page, section) => page.locator(`[data-section=${section}] .button--accent`);

/** Fills in who and where to, and stops at the card. */
export async function fillAddress(page, { isSignedIn = false, name = buyer.name } = {}) {
  await onwards(page, 'contact').waitFor();
  if (!isSignedIn) await fill(page, { ...buyer, name });
  await onwards(page, 'contact').click();
  await page.locator('#line1').waitFor();
  await fill(page, home);
  await onwards(page, 'delivery').click();
  await page.locator('#number').waitFor();
}

export const payButton = (page) => page.locator('.pay button');

/** Chooses one of the provider's test cards, by number. */
export async function fillCard(page, number = '4242424242424242') {
  await page.locator('[data-section=payment] .cards button').first().waitFor();
  await fill(page, { number, expiry: '12 / 34', cvc: '123' });
}

export async function orderOnPage(page) {
  await page.locator('stoa-order-page [data-status]').waitFor();
  const path = new URL(page.url()).pathname;
  const number = /[A-Z0-9]+-[A-Z0-9]+/.exec(await page.locator('stoa-order-page .meta').textContent())?.[0];
  return { id: path.split('/').at(-1), number, path };
}

/** Buys one piece, from the shelf to the order's page. */
export async function buyOne(page, shop, product, card) {
  await putIntoBag(page, shop, product);
  await page.goto(`${shop.url}/checkout`);
  await fillAddress(page);
  await fillCard(page, card);
  await payButton(page).click();
  return orderOnPage(page);
}

/** Counts the orders that a page asks for: the keys of its checkout requests. */
export function countCheckouts(page) {
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/checkouts')) sent.push(request);
  });
  return sent;
}
