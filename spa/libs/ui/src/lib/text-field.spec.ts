import { ComponentFixture, TestBed } from '@angular/core/testing';
import { FormControl, Validators } from '@angular/forms';
import { provideTranslateService } from '@ngx-translate/core';
import { TextField } from './text-field';

describe('a text field', () => {
  let fixture: ComponentFixture<TextField>;
  let control: FormControl<string>;
  let input: HTMLInputElement;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideTranslateService()] });
    control = new FormControl('', { nonNullable: true, updateOn: 'blur', validators: [Validators.required] });
    fixture = TestBed.createComponent(TextField);
    fixture.componentRef.setInput('name', 'city');
    fixture.componentRef.setInput('label', 'Town');
    fixture.componentRef.setInput('control', control);
    await fixture.whenStable();
    input = (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  });

  it('is named by its label', () => {
    const label = (fixture.nativeElement as HTMLElement).querySelector('label');
    expect(label?.htmlFor).toBe(input.id);
    expect(label?.textContent?.trim()).toBe('Town');
  });

  it('says nothing while it is typed, and what is wrong once it was left', async () => {
    input.dispatchEvent(new Event('input'));
    await fixture.whenStable();
    expect(input.getAttribute('aria-invalid')).toBe('false');
    input.dispatchEvent(new Event('blur'));
    await fixture.whenStable();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const error =
      document.getElementById(input.getAttribute('aria-describedby') ?? '') ??
      fixture.nativeElement.querySelector('#city-error');
    expect(error?.textContent).toContain('errors.required');
  });

  it('says it as well when the whole form was sent', async () => {
    control.markAsTouched();
    await fixture.whenStable();
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });
});
