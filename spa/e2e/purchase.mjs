// One visit: a shopper looks around and buys two things, staff ship and deliver, the shopper watches.
import assert from 'node:assert/strict';
import { buyer, countCheckouts, fillAddress, fillCard, onwards, orderOnPage, payButton } from './buying.mjs';
import { fill, reached, settled, signIn, story } from './story.mjs';

const CARD = '4242424242424242';

/** Staff wait at their list before anything is bought. */
async function openStaff(open, shop, witness) {
  const page = await open('staff');
  await page.goto(`${shop.url}/staff`);
  await page.locator('#password').waitFor();
  await witness.look(page, 'staff-sign-in');
  await signIn(page, shop.staff);
  await page.locator('stoa-staff-orders .dot--live').waitFor();
  return page;
}

async function lookAround(page, shop, witness) {
  await page.goto(`${shop.url}/`);
  const html = page.locator('html');
  const card = page.locator('stoa-product-card');
  await settled(
    'the shop has its face and language, and prices in its currency',
    async () => ({
      face: await html.getAttribute('data-face'),
      language: await html.getAttribute('lang'),
      price: await card.locator('.price').first().textContent(),
    }),
    ({ face, language, price }) =>
      face === shop.face && language === shop.language && price.includes(shop.money),
  );
  await settled(
    'the shop has shelves',
    () => card.locator('.name').allTextContents(),
    (names) => names.length >= 20,
  );
  await settled(
    'the first picture is there',
    () =>
      card
        .locator('img')
        .first()
        .evaluate(({ complete, naturalWidth }) => complete && naturalWidth > 0),
    (isThere) => isThere,
  );
  await witness.look(page, 'list');

  await page.locator('.chip').nth(1).click();
  await page.waitForURL(/category=/);
  await card.first().waitFor();
  await witness.look(page, 'category', { fullPage: false });

  await page.locator('input[type=search]').fill('zzzzzz');
  await page.locator('input[type=search]').press('Enter');
  await page.locator('stoa-notice').waitFor();
  await witness.look(page, 'nothing-found');

  await page.goto(`${shop.url}/no/such/page`);
  await page.locator('stoa-not-found').waitFor();
  await witness.look(page, 'not-found');
}

/** The first two things that can be had, one from its own page and one from the list. */
async function fillBag(page, shop, witness) {
  const buyable = page.locator('stoa-product-card:has(.add)');
  // A shop that was opened a moment ago learns of its stock by events: whoever came too early looks again.
  await settled(
    'two things can be had',
    async () => {
      await page.goto(`${shop.url}/`);
      await page.locator('stoa-product-card').first().waitFor();
      return buyable.count();
    },
    (count) => count >= 2,
  );
  await buyable.first().locator('a').click();
  await page.locator('stoa-product-page h1').waitFor();
  await witness.look(page, 'product', { fullPage: false });
  await page.locator('.buy .button--accent').click();
  await page.locator('stoa-added-drawer').waitFor();
  await witness.look(page, 'added', { fullPage: false });
  await page.keyboard.press('Escape');
  await page.locator('stoa-added-drawer').waitFor({ state: 'detached' });
  await page.goto(`${shop.url}/`);
  await buyable.nth(1).locator('.add').click();
  await page.locator('stoa-added-drawer a').nth(1).click();
  await page.locator('stoa-bag-lines .line').nth(1).waitFor();
  await page.locator('stoa-added-drawer').waitFor({ state: 'detached' });
  await witness.look(page, 'bag');
}

/** A fault is said where it is, and mending it costs one press of the same button. */
async function mistype(page, witness) {
  await page.fill('#email', 'nowhere');
  await onwards(page, 'contact').click();
  await page.locator('#email[aria-invalid=true]').waitFor();
  await settled(
    'focus goes to the first fault',
    () => page.evaluate(() => document.activeElement?.id),
    (id) => id === 'email',
  );
  await witness.look(page, 'checkout-fault');
  await fill(page, buyer);
}

async function pay(page, shop, { isSignedIn }, witness) {
  await page.goto(`${shop.url}/checkout`);
  await onwards(page, 'contact').waitFor();
  if (!isSignedIn) await mistype(page, witness);
  await fillAddress(page, { isSignedIn: true });
  await fillCard(page, CARD);
  await witness.look(page, 'checkout');
  const sent = countCheckouts(page);
  await payButton(page).dblclick();
  const order = await orderOnPage(page);
  assert.equal(sent.length, 1, 'a double click makes one order');
  assert.ok(!sent[0].postData().includes(CARD), 'no card number reaches the shop');
  return order;
}

async function follow(page, staff, order, witness) {
  // Proves afterwards that the page was never loaded again.
  await page.evaluate(() => (globalThis.sameDocument = true));
  await reached(page, 'PAID');
  await witness.look(page, 'order-paid');
  const row = staff.locator(`tr[data-order="${order.id}"]`);

  await staff.locator('.news').click();
  await row.locator('.step button').waitFor();
  await witness.look(staff, 'staff-orders', { fullPage: false });
  await row.locator('.step button').click();
  await reached(page, 'SHIPPED');
  await witness.look(page, 'order-shipped');

  await row.locator('.text-link').click();
  await staff.locator('stoa-order-sheet .total').waitFor();
  await witness.look(staff, 'staff-sheet', { fullPage: false });
  await staff.locator('stoa-order-sheet .button--accent').click();
  await reached(page, 'DELIVERED');
  await witness.look(page, 'order-delivered');
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true, 'the page followed by itself');
}

async function afterwards(page, shop, order, witness) {
  await page.reload();
  await reached(page, 'DELIVERED');
  await page.goto(`${shop.url}/orders`);
  await page.locator(`a[href="${order.path}"]`).waitFor();
  await witness.look(page, 'my-orders');
}

/** @returns the path of the order */
export function purchase(shop, device) {
  return story(`${shop.name}-${device.width}`, device, async (open, witness) => {
    const staff = await openStaff(open, shop, witness);
    // Who goes on before the bag was told to the server tells it anew, under a version that has passed.
    const page = await open('shopper', { expecting: ['/api/v1/carts/'] });
    if (device.isSignedIn) {
      await page.goto(`${shop.url}/sign-in`);
      await page.locator('#password').waitFor();
      await witness.look(page, 'sign-in');
      await signIn(page, shop.shopper);
      await page.locator('stoa-product-card').first().waitFor();
    }
    await lookAround(page, shop, witness);
    await fillBag(page, shop, witness);
    const order = await pay(page, shop, device, witness);
    await follow(page, staff, order, witness);
    await afterwards(page, shop, order, witness);
    return order.path;
  });
}

/** An order opens neither for a stranger nor in the other shop, and both pages say so decently. */
export function strangers(shops, path) {
  const device = { width: 1280, height: 900 };
  return story('strangers', device, async (open, witness) => {
    const page = await open('stranger', { expecting: ['/api/v1/orders/'] });
    for (const shop of shops) {
      await page.goto(shop.url + path);
      await page.locator('stoa-order-page stoa-notice').waitFor();
      await witness.look(page, `${shop.name}-order`);
    }
  });
}
