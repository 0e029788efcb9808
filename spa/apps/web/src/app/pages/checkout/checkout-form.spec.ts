import { buyerOf, checkoutForm } from './checkout-form';

function filled() {
  const form = checkoutForm('DE');
  form.setValue({
    contact: { email: ' mara@example.org ', name: 'Mara Lind' },
    delivery: { line1: 'Hauptstraße 1', line2: ' ', postalCode: '10115', city: 'Berlin', country: 'DE' },
    payment: { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' },
  });
  return form;
}

describe('the checkout form', () => {
  it('reads what was typed the way the contract wants it', () => {
    expect(buyerOf(filled())).toEqual({
      contact: { email: 'mara@example.org', name: 'Mara Lind' },
      address: {
        name: 'Mara Lind',
        line1: 'Hauptstraße 1',
        postalCode: '10115',
        city: 'Berlin',
        country: 'DE',
      },
      card: { number: '4242424242424242', expMonth: 12, expYear: 2034, cvc: '123' },
    });
  });

  it.each([
    ['contact.email', 'mara', 'email'],
    ['contact.name', '  ', 'required'],
    ['delivery.city', 'Ber\u0007lin', 'text'],
    ['payment.number', '4242 4242 4242 4241', 'card'],
    ['payment.expiry', '01/20', 'expiry'],
    ['payment.cvc', '12', 'cvc'],
  ])('says of %s what is wrong', (path, value, fault) => {
    const form = filled();
    form.get(path)?.setValue(value as never);
    expect(Object.keys(form.get(path)?.errors ?? {})).toEqual([fault]);
  });
});
