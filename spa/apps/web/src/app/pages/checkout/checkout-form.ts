import { FormControl, FormGroup, ValidatorFn, Validators } from '@angular/forms';
import { Buyer, isCardNumber, readExpiry } from '@stoa/data-access/order';

/** What the contract accepts as an address is looser; this catches what cannot be one. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
// The contract takes no control characters, which may come along with what is pasted.
const CONTROL = /[\u0000-\u001f\u007f]/;

/** An empty value is the business of `required`. */
function wellFormed(name: string, isGood: (text: string) => boolean): ValidatorFn {
  return ({ value }) => (!value || isGood(String(value)) ? null : { [name]: true });
}

const line: ValidatorFn = wellFormed('text', (text) => !CONTROL.test(text));
const filled: ValidatorFn = ({ value }) => (String(value).trim() ? null : { required: true });

function text(max: number, ...more: ValidatorFn[]): FormControl<string> {
  return new FormControl('', {
    nonNullable: true,
    updateOn: 'blur',
    validators: [filled, Validators.maxLength(max), line, ...more],
  });
}

function optionalText(max: number): FormControl<string> {
  return new FormControl('', {
    nonNullable: true,
    updateOn: 'blur',
    validators: [Validators.maxLength(max), line],
  });
}

export function checkoutForm(country: string) {
  return new FormGroup({
    contact: new FormGroup({
      email: text(
        254,
        wellFormed('email', (value) => EMAIL.test(value.trim())),
      ),
      name: text(120),
    }),
    delivery: new FormGroup({
      line1: text(200),
      line2: optionalText(200),
      postalCode: text(20),
      city: text(120),
      country: new FormControl(country, { nonNullable: true }),
    }),
    payment: new FormGroup({
      number: text(23, wellFormed('card', isCardNumber)),
      expiry: text(
        9,
        wellFormed('expiry', (value) => readExpiry(value) !== null),
      ),
      cvc: text(
        4,
        wellFormed('cvc', (value) => /^\d{3,4}$/.test(value.trim())),
      ),
    }),
  });
}

export type CheckoutForm = ReturnType<typeof checkoutForm>;

/** What a valid form says. */
export function buyerOf(form: CheckoutForm): Buyer {
  const { contact, delivery, payment } = form.getRawValue();
  const expiry = readExpiry(payment.expiry);
  if (!expiry) throw new Error('The form is read only when it is valid');
  const name = contact.name.trim();
  const line2 = delivery.line2.trim();
  return {
    contact: { email: contact.email.trim(), name },
    address: {
      name,
      line1: delivery.line1.trim(),
      ...(line2 ? { line2 } : {}),
      postalCode: delivery.postalCode.trim(),
      city: delivery.city.trim(),
      country: delivery.country,
    },
    card: { number: payment.number.replace(/[\s-]/g, ''), ...expiry, cvc: payment.cvc.trim() },
  };
}
