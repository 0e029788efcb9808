// What staff see of stock and of money.
import { buyOne } from './buying.mjs';
import { Office } from './office.mjs';
import { reached, settled, signIn, story } from './story.mjs';

export function backOffice(shop, device) {
  return story(`${shop.name}-${device.width}-back-office`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Counted', 1300, 4);
    const shopper = await open('shopper', { expecting: ['/api/v1/carts/'] });
    const order = await buyOne(shopper, shop, product);
    await reached(shopper, 'PAID');

    const staff = await open('staff');
    await staff.goto(`${shop.url}/staff`);
    await signIn(staff, shop.staff);
    await staff.locator('a[href="/staff/stock"]').click();
    const row = staff.locator(`tr[data-variant="${product.variantId}"]`);
    await settled(
      'the article is on the list',
      async () => {
        const more = staff.locator('.more');
        if (!(await row.count()) && (await more.count())) await more.click();
        return row.count();
      },
      (count) => count === 1,
    );
    await row.locator('button').click();
    await staff.locator('[data-movement]').first().waitFor();
    await staff.locator('[name=pieces]').fill('6');
    await staff.locator('stoa-stock [name=reason]').fill('Second delivery');
    await staff.locator('stoa-stock [type=submit]').click();
    await settled(
      'four, one sold, six more',
      () => row.locator('[data-on-hand]').textContent(),
      (onHand) => onHand.trim() === '9',
    );
    await witness.look(staff, 'stock', { fullPage: false });

    await staff.locator('a[href="/staff/payments"]').click();
    const paid = staff.locator(`tr[data-payment="${order.id}"]`);
    await paid.locator('[data-ledger]').click();
    await staff.locator('.posting').first().waitFor();
    await witness.look(staff, 'payments', { fullPage: false });
    await staff.locator('a[href="/staff/messages"]').click();
    await settled(
      'the buyer was written',
      async () => {
        await staff.reload();
        await staff.locator('stoa-messages h1').waitFor();
        return staff.locator(`[data-message="${order.id}"]`).count();
      },
      (count) => count > 0,
    );
    await staff.locator(`[data-message="${order.id}"] summary`).first().click();
    await witness.look(staff, 'messages', { fullPage: false });
    await office.tidy();
  });
}
