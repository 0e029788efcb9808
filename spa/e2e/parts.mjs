// An order in parts: one parcel now and one later, a piece cancelled, money given back, all of it followed by the buyer.
import assert from 'node:assert/strict';
import { fillAddress, fillCard, orderOnPage, payButton, putIntoBag } from './buying.mjs';
import { Office } from './office.mjs';
import { reached, signIn, story } from './story.mjs';

const DESK = { width: 1280, height: 900 };

async function buyBoth(page, shop, products) {
  await putIntoBag(page, shop, products[0], 3);
  await putIntoBag(page, shop, products[1], 2);
  await page.goto(`${shop.url}/checkout`);
  await fillAddress(page);
  await fillCard(page);
  await payButton(page).click();
  const order = await orderOnPage(page);
  await reached(page, 'PAID');
  return order;
}

/** Staff open the order from their list, in its sheet. */
async function openSheet(open, shop, order) {
  const staff = await open('staff', { on: DESK });
  await staff.goto(`${shop.url}/staff`);
  await signIn(staff, shop.staff);
  await staff.locator(`tr[data-order="${order.id}"] .text-link`).click();
  await staff.locator('stoa-order-sheet [data-step=ship-part]').waitFor();
  return staff;
}

async function because(staff, step, reason) {
  await staff.locator(`stoa-order-sheet [data-step=${step}]`).click();
  await staff.locator('stoa-reason-form [name=reason]').fill(reason);
  await staff.locator('stoa-reason-form [type=submit]').click();
  await staff.locator('stoa-reason-form').waitFor({ state: 'detached' });
}

export function inParts(shop, device) {
  return story(`${shop.name}-${device.width}-in-parts`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const products = [await office.makeProduct('Three', 1000, 9), await office.makeProduct('Two', 3000, 9)];
    const page = await open('shopper', { expecting: ['/api/v1/carts/'] });
    const order = await buyBoth(page, shop, products);
    const staff = await openSheet(open, shop, order);
    const sheet = (part) => staff.locator(`stoa-order-sheet ${part}`);

    await because(staff, 'hold', 'Address to be checked');
    await sheet('[data-hold]').waitFor();
    await sheet('[data-step=ship]').waitFor({ state: 'detached' });
    await witness.look(staff, 'staff-held', { fullPage: false });
    await because(staff, 'release', 'Address is right');
    await sheet('[data-hold]').waitFor({ state: 'detached' });
    await sheet('[name=note]').fill('Rang the buyer.');
    await sheet('.keep').click();
    await sheet('[data-note]').waitFor();

    await sheet('[data-step=ship-part]').click();
    await sheet('stoa-ship-form select').nth(0).selectOption('1');
    await sheet('stoa-ship-form select').nth(1).selectOption('0');
    await sheet('stoa-ship-form [name=carrier]').fill('Parcel post');
    await witness.look(staff, 'staff-ship-part', { fullPage: false });
    await sheet('stoa-ship-form [type=submit]').click();
    await page.locator('[data-parcel=SHIPPED]').waitFor();
    await witness.look(page, 'partly');

    await page.locator('.cancel-some').click();
    await page.locator('stoa-cancel-pieces select').nth(1).selectOption('1');
    await witness.look(page, 'cancel-pieces');
    await page.locator('stoa-cancel-pieces [type=submit]').click();
    await page.locator('[data-refunded]').waitFor();
    await witness.look(page, 'piece-cancelled');

    await sheet('[data-step=refund]').click();
    await sheet('[name=amount]').fill(shop.language === 'de' ? '5,00' : '5.00');
    await sheet('stoa-reason-form [name=reason]').fill('A scratch');
    await sheet('stoa-reason-form [type=submit]').click();
    await sheet('stoa-reason-form').waitFor({ state: 'detached' });

    await sheet('[data-step=ship]').click();
    await reached(page, 'SHIPPED');
    await sheet('[data-step=deliver]').click();
    await sheet('[data-parcel=DELIVERED]').waitFor();
    await sheet('[data-step=deliver]').click();
    await reached(page, 'DELIVERED');
    await witness.look(page, 'in-parts-delivered');
    await witness.look(staff, 'staff-in-parts', { fullPage: false });

    const { lines, shipments, refunded, total } = await office.call('GET', `/orders/${order.id}`);
    assert.deepEqual(
      lines.map(({ quantity, cancelled, shipped }) => [quantity, cancelled ?? 0, shipped ?? 0]),
      [
        [3, 0, 3],
        [2, 1, 1],
      ],
    );
    assert.equal(shipments.length, 2);
    assert.ok(refunded.amount >= 3000 + 500 && refunded.amount < total.amount, 'the piece and the scratch');
    await staff.goto(`${shop.url}/staff/parked`);
    await staff.locator('stoa-parked-work stoa-notice, stoa-parked-work table').waitFor();
    await witness.look(staff, 'staff-parked', { fullPage: false });
    await office.tidy();
  });
}
