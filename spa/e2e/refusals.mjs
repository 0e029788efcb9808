// What the shop cannot do, it says at the line that it is about, with one press that mends it.
import assert from 'node:assert/strict';
import {
  buyOne,
  countCheckouts,
  fillAddress,
  fillCard,
  orderOnPage,
  payButton,
  putIntoBag,
} from './buying.mjs';
import { Office } from './office.mjs';
import { reached, settled, story } from './story.mjs';

const DECLINED = '4000000000000002';
const trouble = (page) => page.locator('stoa-bag-lines .trouble');

/** Somebody else was faster, and meanwhile the price went up: each is told, mended by a press, and one order is made. */
export function stockAndPrice(shop, device) {
  return story(`${shop.name}-${device.width}-refusals`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const scarce = await office.makeProduct('Scarce', 1000, 5);
    const plenty = await office.makeProduct('Plenty', 2000, 50);
    const page = await open('shopper', { expecting: ['/api/v1/checkouts', '/api/v1/carts/'] });
    await putIntoBag(page, shop, plenty);
    await putIntoBag(page, shop, scarce, 4);
    await page.goto(`${shop.url}/checkout`);
    await fillAddress(page);
    await fillCard(page);

    await settled(
      'the bag has come to the server, which has added the delivery',
      () => payButton(page).textContent(),
      (label) => label.includes('64,90'),
    );
    await page.locator('.pay button[aria-disabled=false]').waitFor();

    await office.setStock(scarce.variantId, 3);
    const sent = countCheckouts(page);
    await payButton(page).click();
    await trouble(page).waitFor();
    await says(page, 'Scarce', '3');
    await witness.look(page, 'few-left');
    await trouble(page).locator('button').click();
    await trouble(page).waitFor({ state: 'detached' });

    await page.locator('.pay button[aria-disabled=false]').waitFor();
    await office.setPrice(plenty, 2500);
    await payButton(page).click();
    await trouble(page).waitFor();
    await says(page, 'Plenty', '25');
    await witness.look(page, 'price-changed');
    await trouble(page).locator('button').click();
    await trouble(page).waitFor({ state: 'detached' });

    await payButton(page).click();
    const order = await orderOnPage(page);
    await reached(page, 'PAID');
    const keys = new Set(sent.map((request) => request.headers()['idempotency-key']));
    assert.equal(keys.size, 3, 'each press after a clear no is an attempt of its own');
    const { lines } = await office.call('GET', `/orders/${order.id}`);
    assert.deepEqual(
      lines.map(({ name, quantity, unitPrice }) => [name, quantity, unitPrice.amount]),
      [
        ['Plenty', 1, 2500],
        ['Scarce', 3, 1000],
      ],
    );
    await office.tidy();
  });
}

/** The note stands at one line, names it by standing there, and says the number that matters. */
async function says(page, name, figure) {
  await settled(
    `the line of ${name} says ${figure}`,
    () => page.locator('stoa-bag-lines .line:has(.trouble)').allTextContents(),
    (lines) => lines.length === 1 && lines[0].includes(name) && lines[0].includes(figure),
  );
}

/** The order of a declined card ends, gives back what it held, and the same things can be bought once more. */
export function declined(shop, device) {
  return story(`${shop.name}-${device.width}-declined`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Paid-twice', 1500, 3);
    const page = await open('shopper', { expecting: ['/api/v1/carts/'] });
    const first = await buyOne(page, shop, product, DECLINED);
    await page.locator('.again').waitFor();
    await witness.look(page, 'declined');
    await page.locator('.again').click();
    await page.locator('stoa-bag-lines .line').waitFor();
    await page.goto(`${shop.url}/checkout`);
    await fillAddress(page);
    await fillCard(page);
    await payButton(page).click();
    await page.waitForURL((url) => /\/orders\/./.test(url.pathname) && url.pathname !== first.path);
    await reached(page, 'PAID');
    await settled(
      'the declined order gave its piece back',
      () => office.call('GET', `/products/${product.id}`),
      ({ variants }) => variants[0].available === 2,
    );
    await office.tidy();
  });
}
