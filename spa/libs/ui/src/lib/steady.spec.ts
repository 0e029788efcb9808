import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { commitTyped, Steady } from './steady';

@Component({
  imports: [ReactiveFormsModule, Steady],
  template: `<input [formControl]="city" /><button type="button" stoaSteady>On</button>`,
})
class Page {
  readonly city = new FormControl('', { nonNullable: true, updateOn: 'blur' });
}

describe('a steady button', () => {
  it('leaves the focus in the field that is being typed in, and takes what was typed', async () => {
    const fixture = TestBed.createComponent(Page);
    const page = fixture.nativeElement as HTMLElement;
    document.body.append(page);
    await fixture.whenStable();
    const field = page.querySelector('input') as HTMLInputElement;
    field.focus();
    field.value = 'Berlin';
    field.dispatchEvent(new Event('input'));
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    page.querySelector('button')?.dispatchEvent(press);
    expect(press.defaultPrevented).toBe(true);
    expect(fixture.componentInstance.city.value).toBe('');
    commitTyped(page);
    expect(fixture.componentInstance.city.value).toBe('Berlin');
    expect(document.activeElement).toBe(field);
    page.remove();
  });
});
